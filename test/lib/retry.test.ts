import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../lib/log/entry.ts';
import { type Retrying, retrying, transient } from '../../lib/retry.ts';

/** A clock on which time passes at once, and that remembers how long it was asked to wait. */
function means(signal = new AbortController().signal) {
  const waits: number[] = [];
  const said: LogEntry[] = [];
  const clock = { now: () => 0, pace: 1, sleep: async (ms: number) => void waits.push(ms) };
  const of = {
    target: { clock },
    log: { write: (entry: LogEntry) => void said.push(entry) },
    signal,
    pace: () => ({ change: () => undefined, release: () => undefined }),
  } as unknown as Retrying;
  return { of, waits, said };
}

/** Fails as often as told, then answers. */
const failing = (times: number) => {
  let attempts = 0;
  return async (): Promise<number> => {
    if (++attempts <= times) throw new Error('socket hang up');
    return attempts;
  };
};

const passing = (outcome: { value: number } | { error: unknown }): string | undefined =>
  'error' in outcome ? transient((outcome.error as Error).message) : undefined;

describe('retrying', () => {
  it('asks once when the answer comes', async () => {
    const { of, waits } = means();
    expect(await retrying('it', failing(0), passing, of)).toBe(1);
    expect(waits).toEqual([]);
  });

  it('waits longer each time, never the same, and says each', async () => {
    const { of, waits, said } = means();
    expect(await retrying('it', failing(3), passing, of)).toBe(4);
    for (const [index, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(500 * 2 ** index);
      expect(wait).toBeLessThanOrEqual(1000 * 2 ** index);
    }
    expect(said).toHaveLength(3);
    expect(said[0]).toMatchObject({ kind: 'warning', text: expect.stringMatching(/^it: the connection broke; again/) });
  });

  it('gives up after eight attempts with what the last one threw', async () => {
    const { of, waits } = means();
    await expect(retrying('it', failing(99), passing, of)).rejects.toThrow('socket hang up');
    expect(waits).toHaveLength(7);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
  });

  it('does not ask again after what will not pass', async () => {
    const { of, waits } = means();
    const refused = async (): Promise<number> => {
      throw new Error('PERMISSION_DENIED');
    };
    await expect(retrying('it', refused, passing, of)).rejects.toThrow('PERMISSION_DENIED');
    expect(waits).toEqual([]);
  });

  it('asks again after a value that may be another next time', async () => {
    const { of } = means();
    let status = 503;
    const value = await retrying(
      'it',
      async () => status,
      (outcome) => {
        const why = 'value' in outcome && outcome.value === 503 ? 'HTTP 503' : undefined;
        status = 200;
        return why;
      },
      of,
    );
    expect(value).toBe(200);
  });

  it('ends with the reason of the signal', async () => {
    const controller = new AbortController();
    const { of } = means(controller.signal);
    const attempt = async (): Promise<number> => {
      controller.abort(new Error('enough'));
      throw new Error('socket hang up');
    };
    await expect(retrying('it', attempt, passing, of)).rejects.toThrow('enough');
  });
});

describe('a failure', () => {
  it.each([
    'ERROR: (gcloud.container.clusters.create) ResponseError: code=503, message=The service is currently unavailable.',
    'ERROR: (gcloud.storage.buckets.create) HTTPError 429: Resource has been exhausted (e.g. check quota).',
    "ERROR: gcloud crashed (ConnectionError): ('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))",
    'ERROR: (gcloud.projects.add-iam-policy-binding) ABORTED: There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.',
    'ERROR: (gcloud.projects.add-iam-policy-binding) Resource in projects [p:setIamPolicy] is the subject of a conflict: There were concurrent policy changes.',
    'ERROR: (gcloud.storage.buckets.add-iam-policy-binding) HTTPError 412: At least one of the pre-conditions you specified did not hold.',
    'ERROR: (gcloud.storage.buckets.add-iam-policy-binding) HTTPError 400: Identity Pool does not exist (p.svc.id.goog). Please check that you specified a valid resource name',
    'TimeoutError: The operation was aborted due to timeout',
    "HTTPSConnectionPool(host='storage.googleapis.com', port=443): Read timed out. (read timeout=300)",
    'Cluster is running incompatible operation operation-1.',
    'Operation cannot be fulfilled on deployments.apps "vllm-tpu": the object has been modified; please apply your changes to the latest version',
    'F1122 18:00:00 cred.go:145] print credential failed with error: Failed to retrieve access token',
  ])('passes: %s', (text) => {
    expect(transient(text)).toBeDefined();
  });

  it.each([
    "Quota 'TPUS_PER_TPU_FAMILY' exceeded.  Limit: 0.0 in region us-east5.",
    'ERROR: (gcloud.container.clusters.create) ResponseError: code=403, message=Required "container.clusters.create" permission',
    'ERROR: (gcloud.container.clusters.create) ResponseError: code=409, message=Already exists: projects/p/locations/l/clusters/c.',
    'ERROR: (gcloud.storage.buckets.add-iam-policy-binding) HTTPError 403: caller does not have storage.buckets.setIamPolicy access to the Google Cloud Storage bucket.',
    'ERROR: (gcloud.projects.add-iam-policy-binding) INVALID_ARGUMENT: Role roles/none is not supported for this resource.',
    'Error from server (NotFound): namespaces "vllm" not found',
    'Kubernetes Engine API has not been used in project p before or it is disabled. … wait a few minutes for the action to propagate to our systems and retry.',
    'The connection to the server 127.0.0.1:1234 was refused - did you specify the right host or port?',
    'Error from server (ServiceUnavailable): the server is currently unable to handle the request',
  ])('does not: %s', (text) => {
    expect(transient(text)).toBeUndefined();
  });
});
