import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findProcess } from '../../../lib/background/find.ts';
import { recordFile } from '../../../lib/background/record.ts';
import { startProcess, stopProcess } from '../../../lib/background/start.ts';
import { gcloud, kubectl } from '../../../lib/command/command.ts';

import { lockRun } from '../../../lib/runner/lock.ts';
import { mustStand } from '../../../lib/runner/needs.ts';
import { runStep } from '../../../lib/runner/runner.ts';
import type { WatchOrder } from '../../../lib/runner/watchdog.ts';
import type { Session } from '../../../lib/session/session.ts';
import type { Step } from '../../../lib/step/step.ts';
import { met, pending } from '../../../lib/wait/condition.ts';
import { duration } from '../../../lib/wait/duration.ts';
import { waitFor } from '../../../lib/wait/wait.ts';
import { tpuMachines } from '../../../runbook/cluster/machines.ts';
import { charges } from '../../../runbook/cost/charges.ts';
import { ending } from '../../../runbook/park/ending.ts';
import { park } from '../../../runbook/park/park.ts';
import { resume } from '../../../runbook/park/resume.ts';
import { noTpuNodes } from '../../../runbook/park/state.ts';
import { stopBilling } from '../../../runbook/park/stop-billing.ts';
import * as runbook from '../../../runbook/steps.ts';
import { type Place, place } from '../../runbook/place.ts';
import { QUICK } from './durations.ts';

/** A limit that no test reaches (ms). */
const FAR = 3_600_000_000;

/** In order, on one cluster, with the real gcloud and kubectl. */
/** Simulated time does not wait for the watchdog: on a busy machine, its commands take hours of it. */
const ASIDE = duration('48h');

describe('a deployment that is parked', () => {
  let at: Place;
  let session: Session;
  const stop = stopBilling(false);

  beforeAll(async () => {
    at = await place({ durations: QUICK });
    session = at.session();
    for (const one of [runbook.cluster, runbook.credentials, runbook.secret, runbook.bucket, runbook.serviceAccount])
      await runStep(one, session);
    await runStep(runbook.modelServer, session);
  });
  afterEach(() => at.mend());
  afterAll(() => at.clear());

  /** The outcome of the last run of the step, and how many simulated seconds it took. */
  const outcome = ({ id }: Step) => session.report.data.steps.findLast((step) => step.id === id)!;
  const tpuCost = async (): Promise<number> =>
    (await charges(session)).filter(({ tpu }) => tpu).reduce((sum, { perHour }) => sum + perHour, 0);
  const watch = async (longest: number): Promise<void> => {
    const input: WatchOrder = { limit: { longest }, keep: true, since: session.target.clock.now() };
    await startProcess({ ...ending.watchdog, input }, session);
  };
  const watchdog = () => findProcess(recordFile(ending.watchdog.name, session));
  const pools = async (): Promise<unknown[]> =>
    ((await session.cluster.cluster('vllm-tpu'))?.nodePools ?? []).map(({ name }) => name);

  it('has no TPU node after less than three minutes, costs nothing for TPUs, and keeps the rest', async () => {
    expect(await tpuCost()).toBeGreaterThan(0);
    await watch(FAR);
    await runStep(park, session);
    expect(await watchdog()).toBeUndefined();
    expect(outcome(park)).toMatchObject({ status: 'done' });
    expect(outcome(park).simulatedSeconds).toBeLessThan(180);
    expect(await tpuMachines(session)).toEqual([]);
    expect(await tpuCost()).toBe(0);
    expect(await pools()).toEqual(['default-pool', 'tpunodepool']);
    expect((await charges(session)).map(({ what }) => what)).toEqual([
      'control plane',
      '1 CPU node e2-medium',
      '1 load balancer',
      expect.stringMatching(/^\d+ GiB in the bucket$/),
    ]);
  });

  it('is parked already the second time', async () => {
    await runStep(park, session);
    expect(outcome(park)).toMatchObject({ status: 'already' });
  });

  it('makes the completion refer to npm run resume', async () => {
    const { completion, steps } = runbook;
    await expect(mustStand([completion], steps, session, ({ id }) => id)).rejects.toMatchObject({
      code: 'SCALED_TO_ZERO',
      remedy: 'npm run resume',
    });
  });

  it('serves a completion from the kept weights after the resume', async () => {
    at.said.length = 0;
    await watch(FAR);
    await runStep(resume, session);
    expect(await watchdog()).toBeUndefined();
    expect(outcome(resume)).toMatchObject({ status: 'done' });
    expect(session.report.data.facts.completion).toMatchObject({ usage: { completion_tokens: 7 } });
    expect(session.report.data.facts.firstToken).toBeGreaterThan(0);
    const lines = at.said.flatMap((entry) => (entry.kind === 'log-line' ? [entry.text] : []));
    expect(lines.some((line) => line.includes('Downloading weights'))).toBe(false);
    expect(await tpuMachines(session)).toHaveLength(1);
    await runStep(resume, session);
    expect(outcome(resume)).toMatchObject({ status: 'already' });
  });

  it('loses its node pool to stop-billing without kubectl, during an operation on that pool', async () => {
    const { CLUSTER_NAME, CONTROL_PLANE_LOCATION: location } = session.config;
    const busy = gcloud`container node-pools update tpunodepool --cluster=${CLUSTER_NAME} --location=${location} --node-labels=a=b --quiet --async`;
    await at.fault('api-errors', { api: 'kubernetes', probability: 1 });
    expect(await session.ask(busy, session.signal, 'command')).toMatchObject({ exitCode: 0 });
    await runStep(stop, session);
    expect(await pools()).toEqual(['default-pool']);
    expect(await tpuMachines(session)).toEqual([]);
    await runStep(stop, session);
    expect(outcome(stop)).toMatchObject({ status: 'already' });
  });

  it('gets its node pool and its model back from that', async () => {
    await runStep(resume, session);
    expect(await pools()).toEqual(['default-pool', 'tpunodepool']);
    const { stdout } = await session.ask(kubectl`get deployment vllm-tpu -n vllm -o jsonpath={.status.readyReplicas}`);
    expect(stdout).toBe('1');
  });

  it('is parked by the watchdog of a run that is gone, at the limit of that run', async () => {
    await watch(60_000);
    expect(await tpuMachines(session)).toHaveLength(1);
    await waitFor({ ...noTpuNodes(), timeout: ASIDE }, session);
    await stopProcess(ending.watchdog.name, session);
    expect(await tpuCost()).toBe(0);
  });

  it('keeps the node pool that somebody else created in a shared cluster', async () => {
    const other = at.session({ CLUSTER: 'existing', LEARNER: 'ana', CLUSTER_NAME: 'vllm-tpu' });
    await runStep(stop, other);
    expect(await pools()).toEqual(['default-pool', 'tpunodepool']);
  });

  it('loses its node pool to the watchdog while a run hangs that holds the lock', async () => {
    const release = await lockRun(session);
    await watch(60_000);
    const gone = async () => {
      const names = await pools();
      return names.includes('tpunodepool') ? pending(names.join(' ')) : met(true);
    };
    await waitFor({ what: 'the node pool is gone', placeholder: true, timeout: ASIDE, look: gone }, session);
    await stopProcess(ending.watchdog.name, session);
    await release();
    expect(await pools()).toEqual(['default-pool']);
  });
});
