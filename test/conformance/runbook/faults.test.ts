import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { gcloud, kubectl } from '../../../lib/command/command.ts';
import { CAUSES } from '../../../lib/diagnosis/index.ts';
import { askGoogle } from '../../../lib/google/api.ts';
import { runStep, undoStep } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import type { Step } from '../../../lib/step/step.ts';
import { elapse } from '../../../lib/wait/elapse.ts';
import * as runbook from '../../../runbook/steps.ts';
import { type Place, place } from '../../runbook/place.ts';
import { QUICK } from './durations.ts';

/** The node pulls only an image that it does not have. */
const IMAGES: Readonly<Record<string, string>> = {
  'image-pull-error': 'vllm/vllm-tpu:v0.11.1',
  'image-rate-limit': 'vllm/vllm-tpu:v0.13.0',
};

/** Observed with the real tools in test/conformance/sandbox/faults; test/sandbox/faults-page.test.ts diagnoses their texts. */
const AS_TEXT = ['cache-full', 'disk-full', 'flex-start-waits', 'pool-at-maximum'];

/** Each fault ends in its named cause. The tests share one cluster, in the tutorial's order, to save time. */
describe('a fault of the sandbox', () => {
  let at: Place;
  let session: Session;

  const struck = new Set<string>();

  const strike = (name: string, parameters: Readonly<Record<string, string | number>> = {}): Promise<void> => {
    struck.add(name);
    return at.fault(name, parameters);
  };

  beforeAll(async () => {
    // Nodes start slowly, so that the wait looks for the cause.
    at = await place({ durations: { ...QUICK, tpuNodeBoot: '15m' } });
    session = at.session();
  });
  afterEach(() => at.mend());
  afterAll(() => at.clear());

  /** The code and the diagnosis of a step's failure. A plain timeout has no diagnosis. */
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
  ])('%s ends the preflight as %s', async (fault, diagnosis) => {
    await strike(fault);
    expect(await failure(runbook.preflight)).toEqual({ code: 'CONFIG_INVALID', diagnosis });
  });

  it('cluster-create-fails ends in CLUSTER_NODES', async () => {
    await strike('cluster-create-fails');
    const broken = at.session({ CLUSTER_NAME: 'broken' });
    expect(await failure(runbook.cluster, broken)).toEqual({ code: 'OPERATION_FAILED', diagnosis: 'CLUSTER_NODES' });
    await at.mend();
    await undoStep(runbook.cluster, broken);
  });

  it('api-disabled ends in API_DISABLED', async () => {
    await strike('api-disabled', { service: 'container.googleapis.com' });
    expect(await failure(runbook.cluster)).toMatchObject({ diagnosis: 'API_DISABLED' });
  });

  it('api-errors at each request end in API_UNAVAILABLE after 8 attempts', async () => {
    await strike('api-errors');
    const asked = askGoogle('CLOUDRESOURCEMANAGER', `v1/projects/${session.config.PROJECT_ID}`, session);
    await expect(asked).rejects.toMatchObject({ diagnosis: 'API_UNAVAILABLE' });
    expect(at.said).toContainEqual(
      expect.objectContaining({ text: expect.stringMatching(/retrying in .* \(attempt 8 of 8\)/) }),
    );
  });

  it('api-reset at each request ends in CONNECTION', async () => {
    await strike('api-reset');
    const asked = askGoogle('CLOUDRESOURCEMANAGER', `v1/projects/${session.config.PROJECT_ID}`, session);
    await expect(asked).rejects.toMatchObject({ diagnosis: 'CONNECTION' });
  });

  it.each([
    ['quota-exceeded', { quota: 'SSD_TOTAL_GB', limit: 50 }, 'QUOTA'],
    ['org-policy', {}, 'ORG_POLICY'],
  ] as const)('%s %o ends the cluster as %s', async (fault, given, diagnosis) => {
    await strike(fault, given);
    const other = at.session({ CLUSTER_NAME: 'refused' });
    expect(await failure(runbook.cluster, other)).toMatchObject({ diagnosis });
    await at.mend();
    await undoStep(runbook.cluster, other);
  });

  it('tpu-quota-zero ends in TPU_QUOTA without a try in another zone', async () => {
    await strike('tpu-quota-zero');
    const zones = at.session({ ZONES: 'us-east5-b,us-east5-a' });
    expect(await failure(runbook.cluster, zones)).toEqual({ code: 'OPERATION_FAILED', diagnosis: 'TPU_QUOTA' });
    expect(JSON.stringify(at.said)).not.toContain('in us-east5-a');
  });

  it('tpu-stockout in every zone ends in STOCKOUT', async () => {
    await undoPool();
    await strike('tpu-stockout');
    expect(await failure(runbook.cluster)).toEqual({ code: 'OPERATION_FAILED', diagnosis: 'STOCKOUT' });
  });

  it('quota-behind-stockout ends in TPU_QUOTA in the next zone', async () => {
    await strike('quota-behind-stockout', { zone: 'us-east5-b' });
    const zones = at.session({ ZONES: 'us-east5-b,us-east5-a' });
    expect(await failure(runbook.cluster, zones)).toEqual({ code: 'OPERATION_FAILED', diagnosis: 'TPU_QUOTA' });
    await undoPool();
  });

  it('tpu-stockout in one zone makes the step report and use the next zone', async () => {
    await strike('tpu-stockout', { zone: 'us-east5-b' });
    const zones = at.session({ ZONES: 'us-east5-b,us-east5-a' });
    await runStep(runbook.cluster, zones);
    const pool = await session.cluster.nodePool('vllm-tpu', 'tpunodepool');
    expect(pool).toMatchObject({ status: 'RUNNING', locations: ['us-east5-a'] });
    expect(JSON.stringify(at.said)).toContain(
      'Zone us-east5-b has no free TPU machine: recreating node pool tpunodepool in us-east5-a',
    );
  });

  it('bucket-name-taken ends in BUCKET_NAME_TAKEN', async () => {
    await strike('bucket-name-taken');
    expect(await failure(runbook.bucket)).toEqual({ code: 'NOT_OURS', diagnosis: 'BUCKET_NAME_TAKEN' });
  });

  it('api-slow slows down a command', async () => {
    await strike('api-slow', { seconds: 2 });
    const before = session.target.clock.now();
    await runStep(runbook.bucket, session);
    expect(session.target.clock.now() - before).toBeGreaterThan(4_000);
    expect(at.said).toContainEqual({ kind: 'command', line: expect.stringContaining('storage buckets create') });
  });

  it('second-person does not prevent a change of a policy', async () => {
    await runStep(runbook.credentials, session);
    await runStep(runbook.secret, session);
    await strike('second-person', { probability: 0.5 });
    await runStep(runbook.serviceAccount, session);
  });

  it('a missing Secret is named before the manifest is applied', async () => {
    await session.ask(kubectl`delete secret hf-secret -n vllm`);
    const failed = await failure(runbook.modelServer);
    await undoStep(runbook.modelServer, session);
    await runStep(runbook.secret, at.session());
    expect(failed).toEqual({ code: 'TEMPLATE', diagnosis: undefined });
  });

  it('iam-propagation for 600 minutes ends in BUCKET_PERMISSION', async () => {
    await strike('iam-propagation', { minutes: 600 });
    const failed = await failure(runbook.modelServer);
    await undoStep(runbook.modelServer, session);
    expect(failed).toEqual({ code: 'WAIT_FAILED', diagnosis: 'BUCKET_PERMISSION' });
  });

  it.each([
    ['image-pull-error', 'IMAGE_NOT_FOUND'],
    ['bucket-no-permission', 'BUCKET_PERMISSION'],
    ['hf-token-invalid', 'HF_TOKEN'],
    ['hf-license', 'HF_LICENCE'],
    ['pod-oom', 'OUT_OF_MEMORY'],
    ['image-rate-limit', 'IMAGE_RATE_LIMIT'],
    ['hub-rate-limit', 'HF_RATE_LIMIT'],
    ['tpu-busy', 'TPU_BUSY'],
  ])('%s ends the wait for the model server early, as %s', async (fault, diagnosis) => {
    await strike(fault);
    const on = at.session({
      VLLM_IMAGE: IMAGES[fault] ?? 'vllm/vllm-tpu:v0.12.0',
    });
    const before = session.target.clock.now();
    const failed = await failure(runbook.modelServer, on);
    const took = session.target.clock.now() - before;
    await undoStep(runbook.modelServer, session);
    expect(failed).toEqual({ code: 'WAIT_FAILED', diagnosis });
    expect(took).toBeLessThan(45 * 60_000);
  });

  it('engine-dead ends in ENGINE_DIED', async () => {
    await runStep(runbook.modelServer, session);
    await strike('engine-dead');
    // Its own session, which remembers the address of this Service.
    expect(await failure(runbook.completion, at.session())).toMatchObject({ diagnosis: 'ENGINE_DIED' });
    await at.mend();
    await undoStep(runbook.modelServer, session);
  });

  it('load-balancer-pending ends in BALANCER_PENDING', async () => {
    await strike('load-balancer-pending');
    await runStep(runbook.modelServer, session);
    expect(await failure(runbook.completion)).toEqual({ code: 'WAIT_TIMEOUT', diagnosis: 'BALANCER_PENDING' });
  });

  it('adapter-no-role ends in ADAPTER_ROLE', async () => {
    await strike('adapter-no-role');
    const failed = await failure(runbook.metricsAdapter);
    await undoStep(runbook.metricsAdapter, session);
    expect(failed).toMatchObject({ diagnosis: 'ADAPTER_ROLE' });
  });

  it('adapter-down ends in ADAPTER_DOWN', async () => {
    await strike('adapter-down');
    expect(await failure(runbook.metricsAdapter)).toMatchObject({ diagnosis: 'ADAPTER_DOWN' });
    await at.mend();
    await runStep(runbook.metricsAdapter, session);
  });

  it('gmp-operator-down ends in GMP_OPERATOR_DOWN', async () => {
    await strike('gmp-operator-down');
    expect(await failure(runbook.podMonitoring)).toMatchObject({ diagnosis: 'GMP_OPERATOR_DOWN' });
  });

  it('metric-renamed ends in METRIC_MISSING', async () => {
    await strike('metric-renamed');
    expect(await failure(runbook.podMonitoring)).toEqual({ code: 'WAIT_TIMEOUT', diagnosis: 'METRIC_MISSING' });
  });

  it('metric-stale ends in METRIC_STALE', async () => {
    await runStep(runbook.podMonitoring, session);
    await strike('metric-stale');
    await elapse(6 * 60_000, 'the last sample is too old', session);
    const failed = await failure(runbook.autoscaler);
    await undoStep(runbook.autoscaler, session);
    expect(failed).toMatchObject({ diagnosis: 'METRIC_STALE' });
  });

  it('adapter-throttled ends in REQUEST_RATE', async () => {
    await at.mend();
    await strike('adapter-throttled');
    const failed = await failure(runbook.autoscaler);
    await undoStep(runbook.autoscaler, session);
    expect(failed).toMatchObject({ diagnosis: 'REQUEST_RATE' });
  });

  it('node-lost makes the wait name the cause and succeed on the next node', async () => {
    await undoStep(runbook.modelServer, session);
    await strike('node-lost');
    const before = at.said.length;
    await runStep(runbook.modelServer, session);
    const causes = at.said.slice(before).flatMap((entry) => (entry.kind === 'cause' ? [entry.sentence] : []));
    expect(causes).toEqual([CAUSES.find(({ code }) => code === 'NODE_LOST')?.sentence]);
  });

  it('watch-cut does not end a wait', async () => {
    await undoStep(runbook.modelServer, session);
    await strike('watch-cut', { seconds: 10 });
    await runStep(runbook.modelServer, session);
  });

  it('xla-cache-race ends in XLA_CACHE_RACE', async () => {
    await undoStep(runbook.modelServer, session);
    await strike('xla-cache-race');
    expect(await failure(runbook.modelServer)).toEqual({ code: 'WAIT_FAILED', diagnosis: 'XLA_CACHE_RACE' });
  });

  it('always has a test here', async () => {
    const file = new URL('../../../sandbox/data/faults.yaml', import.meta.url);
    const all = Object.keys(parse(await readFile(file, 'utf8')));
    expect([...struck, ...AS_TEXT].sort()).toEqual(all.sort());
  });

  /** Deletes a failed node pool, so that it does not affect the next test. */
  async function undoPool(): Promise<void> {
    await session.ask(
      gcloud`container node-pools delete tpunodepool --cluster=vllm-tpu --location=us-east5 --quiet`,
      session.signal,
      'wait',
    );
  }
});
