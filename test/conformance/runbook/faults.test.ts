import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { gcloud, kubectl } from '../../../lib/command/command.ts';
import { askGoogle } from '../../../lib/google/api.ts';
import { runStep, undoStep } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import type { Step } from '../../../lib/step/step.ts';
import { elapse } from '../../../lib/wait/elapse.ts';
import * as runbook from '../../../runbook/steps.ts';
import { type Place, place } from '../../runbook/place.ts';
import { QUICK } from './durations.ts';

/** Each fault ends in its cause, by name. In the tutorial's order on one cluster, since a cluster is what takes long. */
describe('a fault of the sandbox', () => {
  let at: Place;
  let session: Session;

  const struck = new Set<string>();

  const strike = (name: string, parameters: Readonly<Record<string, string | number>> = {}): Promise<void> => {
    struck.add(name);
    return at.fault(name, parameters);
  };

  beforeAll(async () => {
    // A node takes so long that the wait for it looks for the cause.
    at = await place({ durations: { ...QUICK, tpuNodeBoot: '15m' } });
    session = at.session();
  });
  afterEach(() => at.mend());
  afterAll(() => at.clear());

  /** How a step fails. A wait that ends by its timeout alone would have no diagnosis. */
  const failure = async (step: Step, on = session): Promise<{ code: string; diagnosis: string | undefined }> => {
    const error = await runStep(step, on).then(
      () => ({ code: 'none', diagnosis: 'it succeeded' }),
      (caught) => caught,
    );
    return { code: error.code, diagnosis: error.diagnosis };
  };

  it.each([
    ['billing-disabled', 'BILLING'],
    ['permission-denied', 'PERMISSION'],
  ])('%s ends the preflight before anything is made, as %s', async (fault, diagnosis) => {
    await strike(fault);
    expect(await failure(runbook.preflight)).toEqual({ code: 'CONFIG_INVALID', diagnosis });
  });

  it('cluster-create-fails: nodes that do not register', async () => {
    await strike('cluster-create-fails');
    const broken = at.session({ CLUSTER_NAME: 'broken' });
    expect(await failure(runbook.cluster, broken)).toEqual({ code: 'OPERATION_FAILED', diagnosis: 'CLUSTER_NODES' });
    await at.mend();
    await undoStep(runbook.cluster, broken);
  });

  it('api-disabled: an API that is not enabled', async () => {
    await strike('api-disabled', { service: 'container.googleapis.com' });
    expect(await failure(runbook.cluster)).toMatchObject({ diagnosis: 'API_DISABLED' });
  });

  it('api-errors at each request: an API that is down, after some attempts', async () => {
    await strike('api-errors');
    const asked = askGoogle('CLOUDRESOURCEMANAGER', `v1/projects/${session.config.PROJECT_ID}`, session);
    await expect(asked).rejects.toMatchObject({ diagnosis: 'API_UNAVAILABLE' });
    expect(at.said).toContainEqual(
      expect.objectContaining({ text: expect.stringMatching(/retrying in .* \(attempt 8 of 8\)/) }),
    );
  });

  it('api-reset at each request: a connection that breaks', async () => {
    await strike('api-reset');
    const asked = askGoogle('CLOUDRESOURCEMANAGER', `v1/projects/${session.config.PROJECT_ID}`, session);
    await expect(asked).rejects.toMatchObject({ diagnosis: 'CONNECTION' });
  });

  it('tpu-quota-zero: no quota, and no other zone is tried', async () => {
    await strike('tpu-quota-zero');
    const zones = at.session({ ZONES: 'us-east5-b,us-east5-a' });
    expect(await failure(runbook.cluster, zones)).toEqual({ code: 'OPERATION_FAILED', diagnosis: 'TPU_QUOTA' });
    expect(JSON.stringify(at.said)).not.toContain('made again in us-east5-a');
  });

  it('tpu-stockout in every zone: no machine left, after the pool that had failed was made anew', async () => {
    await undoPool();
    await strike('tpu-stockout');
    expect(await failure(runbook.cluster)).toEqual({ code: 'OPERATION_FAILED', diagnosis: 'STOCKOUT' });
  });

  it('quota-behind-stockout: first the stockout of one zone, then the quota in the next', async () => {
    await strike('quota-behind-stockout', { zone: 'us-east5-b' });
    const zones = at.session({ ZONES: 'us-east5-b,us-east5-a' });
    expect(await failure(runbook.cluster, zones)).toEqual({ code: 'OPERATION_FAILED', diagnosis: 'TPU_QUOTA' });
    await undoPool();
  });

  it('tpu-stockout in one zone: the next that has machines is taken, and said', async () => {
    await strike('tpu-stockout', { zone: 'us-east5-b' });
    const zones = at.session({ ZONES: 'us-east5-b,us-east5-a' });
    await runStep(runbook.cluster, zones);
    const pool = await session.cluster.nodePool('vllm-tpu', 'tpunodepool');
    expect(pool).toMatchObject({ status: 'RUNNING', locations: ['us-east5-a'] });
    expect(JSON.stringify(at.said)).toContain(
      'us-east5-b had no machine left: the node pool is made again in us-east5-a',
    );
  });

  it('bucket-name-taken: somebody else has the name', async () => {
    await strike('bucket-name-taken');
    expect(await failure(runbook.bucket)).toEqual({ code: 'NOT_OURS', diagnosis: 'BUCKET_NAME_TAKEN' });
  });

  it('api-slow: a command that is said takes its time', async () => {
    await strike('api-slow', { seconds: 2 });
    const before = session.target.clock.now();
    await runStep(runbook.bucket, session);
    expect(session.target.clock.now() - before).toBeGreaterThan(4_000);
    expect(at.said).toContainEqual({ kind: 'command', line: expect.stringContaining('storage buckets create') });
  });

  it('second-person: a policy that somebody changes meanwhile is written all the same', async () => {
    await runStep(runbook.credentials, session);
    await runStep(runbook.secret, session);
    await strike('second-person', { probability: 0.5 });
    await runStep(runbook.serviceAccount, session);
  });

  it('a Secret that is missing', async () => {
    await session.ask(kubectl`delete secret hf-secret -n vllm`);
    const failed = await failure(runbook.modelServer);
    await undoStep(runbook.modelServer, session);
    await runStep(runbook.secret, at.session());
    expect(failed).toEqual({ code: 'WAIT_FAILED', diagnosis: 'SECRET_MISSING' });
  });

  it('iam-propagation: a binding that takes longer than it should', async () => {
    await strike('iam-propagation', { minutes: 600 });
    const failed = await failure(runbook.modelServer);
    await undoStep(runbook.modelServer, session);
    expect(failed).toEqual({ code: 'WAIT_FAILED', diagnosis: 'BUCKET_PERMISSION' });
  });

  it.each([
    ['image-pull-error', 'IMAGE_PULL'],
    ['bucket-no-permission', 'BUCKET_PERMISSION'],
    ['hf-token-invalid', 'HF_TOKEN'],
    ['hf-license', 'HF_LICENCE'],
    ['pod-oom', 'OUT_OF_MEMORY'],
  ])('%s ends the wait for the model server early, as %s', async (fault, diagnosis) => {
    await strike(fault);
    // An image that the node has is not pulled.
    const on = at.session({
      VLLM_IMAGE: fault === 'image-pull-error' ? 'vllm/vllm-tpu:v0.11.1' : 'vllm/vllm-tpu:v0.12.0',
    });
    const before = session.target.clock.now();
    const failed = await failure(runbook.modelServer, on);
    const took = session.target.clock.now() - before;
    await undoStep(runbook.modelServer, session);
    expect(failed).toEqual({ code: 'WAIT_FAILED', diagnosis });
    expect(took).toBeLessThan(25 * 60_000);
  });

  it('load-balancer-pending: a Service without an address', async () => {
    await strike('load-balancer-pending');
    await runStep(runbook.modelServer, session);
    expect(await failure(runbook.completion)).toEqual({ code: 'WAIT_TIMEOUT', diagnosis: 'BALANCER_PENDING' });
  });

  it('adapter-no-role: the adapter may not read Cloud Monitoring', async () => {
    await strike('adapter-no-role');
    const failed = await failure(runbook.metricsAdapter);
    await undoStep(runbook.metricsAdapter, session);
    expect(failed).toMatchObject({ diagnosis: 'ADAPTER_ROLE' });
  });

  it('adapter-down: nobody answers for the custom metrics', async () => {
    await strike('adapter-down');
    expect(await failure(runbook.metricsAdapter)).toMatchObject({ diagnosis: 'ADAPTER_DOWN' });
    await at.mend();
    await runStep(runbook.metricsAdapter, session);
  });

  it('metric-renamed: the metric never arrives', async () => {
    await strike('metric-renamed');
    expect(await failure(runbook.podMonitoring)).toEqual({ code: 'WAIT_TIMEOUT', diagnosis: 'METRIC_MISSING' });
  });

  it('metric-stale: the metric arrives no more', async () => {
    await runStep(runbook.podMonitoring, session);
    await strike('metric-stale');
    await elapse(6 * 60_000, 'the last sample is too old', session);
    const failed = await failure(runbook.autoscaler);
    await undoStep(runbook.autoscaler, session);
    expect(failed).toMatchObject({ diagnosis: 'METRIC_STALE' });
  });

  it('node-lost: the wait says why, and ends on the node that comes instead', async () => {
    await undoStep(runbook.modelServer, session);
    await strike('node-lost');
    const before = at.said.length;
    await runStep(runbook.modelServer, session);
    const causes = at.said.slice(before).flatMap((entry) => (entry.kind === 'cause' ? [entry.sentence] : []));
    expect(causes).toEqual(['the node is gone, as when Google takes a spot machine back']);
  });

  it('watch-cut: a wait outlives its watches', async () => {
    await undoStep(runbook.modelServer, session);
    await strike('watch-cut', { seconds: 10 });
    await runStep(runbook.modelServer, session);
  });

  it('xla-cache-race: two writers of one cache', async () => {
    await undoStep(runbook.modelServer, session);
    await strike('xla-cache-race');
    expect(await failure(runbook.modelServer)).toEqual({ code: 'WAIT_FAILED', diagnosis: 'XLA_CACHE_RACE' });
  });

  it('is none that has no test here', async () => {
    const file = new URL('../../../sandbox/data/faults.yaml', import.meta.url);
    expect([...struck].sort()).toEqual(Object.keys(parse(await readFile(file, 'utf8'))).sort());
  });

  /** A pool that failed says nothing of the next test. */
  async function undoPool(): Promise<void> {
    await session.ask(
      gcloud`container node-pools delete tpunodepool --cluster=vllm-tpu --location=us-east5 --quiet`,
      session.signal,
      'wait',
    );
  }
});
