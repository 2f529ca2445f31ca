import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { kubectl } from '../../../lib/command/command.ts';
import { askGoogle } from '../../../lib/google-api.ts';
import { runStep, undoStep } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session.ts';
import type { Step } from '../../../lib/step.ts';
import * as runbook from '../../../runbook/steps.ts';
import { type Place, place } from '../../runbook/place.ts';
import { QUICK } from './durations.ts';

/** Each fault ends in its cause, by name. In the tutorial's order on one cluster, since a cluster is what takes long. */
describe('a fault of the sandbox', () => {
  let at: Place;
  let session: Session;

  beforeAll(async () => {
    at = await place({ durations: QUICK });
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

  it('cluster-create-fails: nodes that do not register', async () => {
    await at.fault('cluster-create-fails');
    const broken = at.session({ CLUSTER_NAME: 'broken' });
    expect(await failure(runbook.cluster, broken)).toEqual({ code: 'OPERATION_FAILED', diagnosis: 'CLUSTER_NODES' });
    await at.mend();
    await undoStep(runbook.cluster, broken);
  });

  it('api-disabled: an API that is not enabled', async () => {
    await at.fault('api-disabled', { service: 'container.googleapis.com' });
    expect(await failure(runbook.cluster)).toMatchObject({ diagnosis: 'API_DISABLED' });
  });

  it('api-errors at each request: an API that is down, after some attempts', async () => {
    await at.fault('api-errors');
    const asked = askGoogle('CLOUDRESOURCEMANAGER', `v1/projects/${session.config.PROJECT_ID}`, session);
    await expect(asked).rejects.toMatchObject({ diagnosis: 'API_UNAVAILABLE' });
    expect(at.said).toContainEqual(expect.objectContaining({ text: expect.stringMatching(/again in .* \(8 of 8\)/) }));
  });

  it('api-reset at each request: a connection that breaks', async () => {
    await at.fault('api-reset');
    const asked = askGoogle('CLOUDRESOURCEMANAGER', `v1/projects/${session.config.PROJECT_ID}`, session);
    await expect(asked).rejects.toMatchObject({ diagnosis: 'CONNECTION' });
  });

  it('tpu-quota-zero: no quota, and no other zone is tried', async () => {
    await at.fault('tpu-quota-zero');
    const zones = at.session({ ZONES: 'us-east5-b,us-east5-a' });
    expect(await failure(runbook.cluster, zones)).toEqual({ code: 'OPERATION_FAILED', diagnosis: 'TPU_QUOTA' });
    expect(JSON.stringify(at.said)).not.toContain('on to us-east5-a');
  });

  it('tpu-stockout in every zone: no machine left, after the pool that had failed was made anew', async () => {
    await undoPool();
    await at.fault('tpu-stockout');
    expect(await failure(runbook.cluster)).toEqual({ code: 'OPERATION_FAILED', diagnosis: 'STOCKOUT' });
  });

  it('quota-behind-stockout: first the stockout of one zone, then the quota in the next', async () => {
    await at.fault('quota-behind-stockout', { zone: 'us-east5-b' });
    const zones = at.session({ ZONES: 'us-east5-b,us-east5-a' });
    expect(await failure(runbook.cluster, zones)).toEqual({ code: 'OPERATION_FAILED', diagnosis: 'TPU_QUOTA' });
    await undoPool();
  });

  it('tpu-stockout in one zone: the next that has machines is taken, and said', async () => {
    await at.fault('tpu-stockout', { zone: 'us-east5-b' });
    const zones = at.session({ ZONES: 'us-east5-b,us-east5-a' });
    await runStep(runbook.cluster, zones);
    const pool = await session.cluster.nodePool('vllm-tpu', 'tpunodepool');
    expect(pool).toMatchObject({ status: 'RUNNING', locations: ['us-east5-a'] });
    expect(JSON.stringify(at.said)).toContain('us-east5-b has no machine left: on to us-east5-a');
  });

  it('bucket-name-taken: somebody else has the name', async () => {
    await at.fault('bucket-name-taken');
    expect(await failure(runbook.bucket)).toEqual({ code: 'NOT_OURS', diagnosis: 'BUCKET_NAME_TAKEN' });
  });

  it('second-person: a policy that somebody changes meanwhile is written all the same', async () => {
    await runStep(runbook.credentials, session);
    await runStep(runbook.secret, session);
    await runStep(runbook.bucket, session);
    await at.fault('second-person', { probability: 0.5 });
    await runStep(runbook.serviceAccount, session);
  });

  it('a Secret that is missing', async () => {
    await session.ask(kubectl`delete secret hf-secret -n vllm`);
    const failed = await failure(runbook.modelServer);
    await undoStep(runbook.modelServer, session);
    await runStep(runbook.secret, at.session());
    expect(failed).toEqual({ code: 'WAIT_FAILED', diagnosis: 'SECRET_MISSING' });
  });

  it.each([
    ['image-pull-error', 'IMAGE_PULL'],
    ['bucket-no-permission', 'BUCKET_PERMISSION'],
    ['hf-token-invalid', 'HF_TOKEN'],
    ['hf-license', 'HF_LICENCE'],
    ['pod-oom', 'OUT_OF_MEMORY'],
  ])('%s ends the wait for the model server early, as %s', async (fault, diagnosis) => {
    await at.fault(fault);
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
    await at.fault('load-balancer-pending');
    await runStep(runbook.modelServer, session);
    expect(await failure(runbook.completion)).toEqual({ code: 'WAIT_TIMEOUT', diagnosis: 'BALANCER_PENDING' });
  });

  it('adapter-no-role: the adapter may not read Cloud Monitoring', async () => {
    await at.fault('adapter-no-role');
    const failed = await failure(runbook.metricsAdapter);
    await undoStep(runbook.metricsAdapter, session);
    expect(failed).toMatchObject({ diagnosis: 'ADAPTER_ROLE' });
  });

  it('adapter-down: nobody answers for the custom metrics', async () => {
    await at.fault('adapter-down');
    expect(await failure(runbook.metricsAdapter)).toMatchObject({ diagnosis: 'ADAPTER_DOWN' });
    await at.mend();
    await runStep(runbook.metricsAdapter, session);
  });

  it('metric-renamed: the metric never arrives', async () => {
    await at.fault('metric-renamed');
    expect(await failure(runbook.podMonitoring)).toEqual({ code: 'WAIT_TIMEOUT', diagnosis: 'METRIC_MISSING' });
  });

  it('watch-cut: a wait outlives its watches', async () => {
    await undoStep(runbook.modelServer, session);
    await at.fault('watch-cut', { seconds: 10 });
    await runStep(runbook.modelServer, session);
  });

  it('xla-cache-race: two writers of one cache', async () => {
    await undoStep(runbook.modelServer, session);
    await at.fault('xla-cache-race');
    expect(await failure(runbook.modelServer)).toEqual({ code: 'WAIT_FAILED', diagnosis: 'XLA_CACHE_RACE' });
  });

  /** A pool that failed says nothing of the next test. */
  async function undoPool(): Promise<void> {
    const { gcloud } = await import('../../../lib/command/command.ts');
    await session.ask(
      gcloud`container node-pools delete tpunodepool --cluster=vllm-tpu --location=us-east5 --quiet`,
      session.signal,
      'wait',
    );
  }
});
