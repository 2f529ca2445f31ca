import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { runStep, undoStep } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import { elapse } from '../../../lib/wait/elapse.ts';
import * as runbook from '../../../runbook/steps.ts';
import type { Place } from '../../runbook/place.ts';
import { failure, type Struck, struckPlace } from './faults.ts';

/** Faults on the way of the metric to the autoscaler. The tests share one cluster, in the tutorial's order, to save time. */
let at: Place;
let session: Session;
let struck: Struck;
const strike: Struck['strike'] = (...fault) => struck.strike(...fault);

beforeAll(async () => {
  struck = await struckPlace(
    runbook.cluster,
    runbook.credentials,
    runbook.secret,
    runbook.bucket,
    runbook.serviceAccount,
    runbook.modelServer,
  );
  ({ at, session } = struck);
});
afterEach(() => at.mend());
afterAll(() => at.clear());

it('adapter-no-role ends in ADAPTER_ROLE', async () => {
  await strike('adapter-no-role');
  const failed = await failure(runbook.metricsAdapter, session);
  await undoStep(runbook.metricsAdapter, session);
  expect(failed).toMatchObject({ diagnosis: 'ADAPTER_ROLE' });
});

it('adapter-down ends in ADAPTER_DOWN', async () => {
  await strike('adapter-down');
  expect(await failure(runbook.metricsAdapter, session)).toMatchObject({ diagnosis: 'ADAPTER_DOWN' });
  await at.mend();
  await runStep(runbook.metricsAdapter, session);
});

it('gmp-operator-down ends in GMP_OPERATOR_DOWN', async () => {
  await strike('gmp-operator-down');
  expect(await failure(runbook.podMonitoring, session)).toMatchObject({ diagnosis: 'GMP_OPERATOR_DOWN' });
});

it('metric-renamed ends in METRIC_MISSING', async () => {
  await strike('metric-renamed');
  expect(await failure(runbook.podMonitoring, session)).toEqual({ code: 'WAIT_TIMEOUT', diagnosis: 'METRIC_MISSING' });
});

it('metric-stale ends in METRIC_STALE', async () => {
  await runStep(runbook.podMonitoring, session);
  await strike('metric-stale');
  await elapse(6 * 60_000, 'the last sample is too old', session);
  const failed = await failure(runbook.autoscaler, session);
  await undoStep(runbook.autoscaler, session);
  expect(failed).toMatchObject({ diagnosis: 'METRIC_STALE' });
});

it('adapter-throttled ends in REQUEST_RATE', async () => {
  await at.mend();
  await strike('adapter-throttled');
  const failed = await failure(runbook.autoscaler, session);
  await undoStep(runbook.autoscaler, session);
  expect(failed).toMatchObject({ diagnosis: 'REQUEST_RATE' });
});

it('switches on each of its faults', () => struck.mustHaveStruck('metric'));
