import { describe, expect, it } from 'vitest';
import type { RefusalKind } from '../../../lib/command/refusal.ts';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import type { LogEntry } from '../../../lib/log/entry.ts';
import { passingError, type Retrying, retrying, transient } from '../../../lib/retry/retry.ts';

/** A clock that sleeps in no real time and records its sleeps. */
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

/** Fails the given number of times, then succeeds. */
const failing = (times: number) => {
  let attempts = 0;
  return async (): Promise<number> => {
    if (++attempts <= times) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    return attempts;
  };
};

const passing = (outcome: { value: number } | { error: unknown }): string | undefined =>
  'error' in outcome ? passingError(outcome.error) : undefined;

describe('retrying', () => {
  it('asks once after a success', async () => {
    const { of, waits } = means();
    expect(await retrying('it', failing(0), passing, of)).toBe(1);
    expect(waits).toEqual([]);
  });

  it('waits longer each time, with jitter, and logs each retry', async () => {
    const { of, waits, said } = means();
    expect(await retrying('it', failing(3), passing, of)).toBe(4);
    for (const [index, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(500 * 2 ** index);
      expect(wait).toBeLessThanOrEqual(1000 * 2 ** index);
    }
    expect(said).toHaveLength(3);
    expect(said[0]).toMatchObject({
      kind: 'warning',
      text: expect.stringMatching(/^it: the connection broke; retrying/),
    });
  });

  it('gives up after eight attempts with the last error', async () => {
    const { of, waits } = means();
    await expect(retrying('it', failing(99), passing, of)).rejects.toThrow('socket hang up');
    expect(waits).toHaveLength(7);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
  });

  it('does not retry a permanent failure', async () => {
    const { of, waits } = means();
    const refused = async (): Promise<number> => {
      throw new Error('PERMISSION_DENIED');
    };
    await expect(retrying('it', refused, passing, of)).rejects.toThrow('PERMISSION_DENIED');
    expect(waits).toEqual([]);
  });

  it('retries a transient value', async () => {
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

  it("ends with the signal's reason", async () => {
    const controller = new AbortController();
    const { of } = means(controller.signal);
    const attempt = async (): Promise<number> => {
      controller.abort(new Error('enough'));
      throw new Error('socket hang up');
    };
    await expect(retrying('it', attempt, passing, of)).rejects.toThrow('enough');
  });
});

describe('a refusal', () => {
  const by = (kind: RefusalKind, group?: string) =>
    transient({ tool: 'kubectl', kind, message: '', ...(group && { group }) });

  it.each<RefusalKind>(['throttled', 'unavailable', 'disconnected', 'noToken', 'conflict', 'busy', 'terminating'])(
    'that is %s passes',
    (kind) => expect(by(kind)).toBeDefined(),
  );

  it.each<RefusalKind>([
    'notFound',
    'alreadyExists',
    'forbidden',
    'unauthenticated',
    'noPlugin',
    'noContext',
    'noType',
    'notListening',
    'other',
  ])('that is %s is permanent', (kind) => expect(by(kind)).toBeUndefined());

  it('of an API that pods serve is permanent, of one with a similar name transient', () => {
    expect(by('unavailable', 'custom.metrics.k8s.io')).toBeUndefined();
    expect(by('unavailable', 'metrics.k8s.io')).toBeUndefined();
    expect(by('unavailable', 'mymetrics.k8s.io')).toBeDefined();
    expect(by('unavailable', 'apps')).toBeDefined();
  });

  it('that is missing is permanent', () => expect(transient(undefined)).toBeUndefined());
});

describe('a thrown error', () => {
  const caused = (cause: unknown) => new TypeError('fetch failed', { cause });

  it.each<[string, unknown]>([
    ['a connection lost by fetch', caused({ name: 'SocketError', code: 'UND_ERR_SOCKET' })],
    ['a reset', Object.assign(new Error('reset'), { code: 'ECONNRESET' })],
    ['no answer in time', new DOMException('The operation was aborted due to timeout', 'TimeoutError')],
    ["a client's HTTP status", Object.assign(new Error('{}'), { code: 503, status: 503 })],
    ['the cause of a RunbookError', new RunbookError('UNEXPECTED_ANSWER', 'x', { cause: { code: 429 } })],
    ['a google.rpc.Code', Object.assign(new Error('x'), { code: 14 })],
    [
      'a refusal of gcloud',
      new RunbookError('TARGET_UNREACHABLE', 'x', { cause: { tool: 'gcloud', kind: 'disconnected' } }),
    ],
  ])('is transient: %s', (_, error) => expect(passingError(error)).toBeDefined());

  it.each<[string, unknown]>([
    ['a refusal with a status in its text', Object.assign(new Error('HTTPError 503 in lab-503'), { code: 403 })],
    ['a certificate', caused({ code: 'SELF_SIGNED_CERT_IN_CHAIN' })],
    ['a bug', new TypeError("Cannot read properties of undefined (reading 'ECONNRESET')")],
    ['not found', Object.assign(new Error('x'), { code: 5 })],
    ['nothing', undefined],
  ])('is permanent: %s', (_, error) => expect(passingError(error)).toBeUndefined());
});
