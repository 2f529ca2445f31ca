import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { gcloud, kubectl } from '../../../lib/command/command.ts';
import { askGoogle } from '../../../lib/google/api.ts';
import { runStep, undoStep } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import * as runbook from '../../../runbook/steps.ts';
import type { Place } from '../../runbook/place.ts';
import { failure, type Struck, struckPlace } from './faults.ts';

/** Faults of the project, the cluster and the bucket. The tests share one cluster, in the tutorial's order, to save time. */
let at: Place;
let session: Session;
let struck: Struck;
const strike: Struck['strike'] = (...fault) => struck.strike(...fault);

beforeAll(async () => {
  struck = await struckPlace();
  ({ at, session } = struck);
});
afterEach(() => at.mend());
afterAll(() => at.clear());

it.each([
  ['billing-disabled', 'BILLING'],
  ['permission-denied', 'PERMISSION'],
])('%s ends the preflight as %s', async (fault, diagnosis) => {
  await strike(fault);
  expect(await failure(runbook.preflight, session)).toEqual({ code: 'CONFIG_INVALID', diagnosis });
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
  expect(await failure(runbook.cluster, session)).toMatchObject({ diagnosis: 'API_DISABLED' });
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
  expect(await failure(runbook.cluster, session)).toEqual({ code: 'OPERATION_FAILED', diagnosis: 'STOCKOUT' });
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
  const before = at.said.length;
  await runStep(runbook.cluster, zones);
  const pool = await session.cluster.nodePool('vllm-tpu', 'tpunodepool');
  expect(pool).toMatchObject({ status: 'RUNNING', locations: ['us-east5-a'] });
  expect(JSON.stringify(at.said)).toContain(
    'Zone us-east5-b has no free TPU machine: recreating node pool tpunodepool in us-east5-a',
  );
  const ends = at.said.slice(before).flatMap((entry) => (entry.kind === 'met' ? [entry.instead ?? entry.what] : []));
  expect(ends.filter((end) => end.startsWith('node pool'))).toEqual([
    'node pool tpunodepool is in state ERROR: zone us-east5-b has no free machine',
    'node pool tpunodepool is deleted',
    'node pool tpunodepool is running',
  ]);
});

it('bucket-name-taken ends in BUCKET_NAME_TAKEN', async () => {
  await strike('bucket-name-taken');
  expect(await failure(runbook.bucket, session)).toEqual({ code: 'NOT_OURS', diagnosis: 'BUCKET_NAME_TAKEN' });
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

it('api-errors with 401, credentials that are not accepted, ends a watch as UNAUTHORIZED', async () => {
  await strike('api-errors', { api: 'kubernetes', code: 401 });
  const watch = session.follow(kubectl`get pods -n default --watch`, session.signal);
  await expect(watch[Symbol.asyncIterator]().next()).rejects.toMatchObject({ diagnosis: 'UNAUTHORIZED' });
});

it('api-errors with 401 ends a request to Google as NOT_LOGGED_IN, without a retry', async () => {
  await strike('api-errors', { code: 401 });
  const before = at.said.length;
  const asked = askGoogle('CLOUDRESOURCEMANAGER', `v1/projects/${session.config.PROJECT_ID}`, session);
  await expect(asked).rejects.toMatchObject({ diagnosis: 'NOT_LOGGED_IN' });
  expect(at.said.slice(before).filter(({ kind }) => kind === 'warning')).toEqual([]);
});

it('switches on each of its faults', () => struck.mustHaveStruck('cluster'));

/** Deletes a failed node pool, so that it does not affect the next test. */
async function undoPool(): Promise<void> {
  await session.ask(
    gcloud`container node-pools delete tpunodepool --cluster=vllm-tpu --location=us-east5 --quiet`,
    session.signal,
    'wait',
  );
}
