import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Examined, follow } from '../../../lib/checks/hop.ts';
import { kubectl } from '../../../lib/command/command.ts';
import { hpaActive } from '../../../lib/kubernetes/conditions.ts';
import { plain } from '../../../lib/log/format.ts';
import { runStep } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import { elapse } from '../../../lib/wait/elapse.ts';
import { waitFor } from '../../../lib/wait/wait.ts';
import { formatExamined } from '../../../runbook/doctor/format.ts';
import { hops } from '../../../runbook/doctor/hops.ts';
import * as runbook from '../../../runbook/steps.ts';
import { type Place, place } from '../../runbook/place.ts';
import { QUICK } from './durations.ts';

const METRIC = 'vllm:num_requests_waiting';

describe('the doctor', () => {
  let at: Place;
  let session: Session;

  beforeAll(async () => {
    at = await place({ durations: QUICK });
    session = at.session();
    const { cluster, credentials, secret, bucket, serviceAccount, modelServer } = runbook;
    const { completion, metricsAdapter, podMonitoring, autoscaler } = runbook;
    const made = [cluster, credentials, secret, bucket, serviceAccount, modelServer, completion];
    for (const step of [...made, metricsAdapter, podMonitoring, autoscaler]) await runStep(step, session);
  }, 200_000);
  afterEach(() => at.mend());
  afterAll(() => at.clear());

  const examine = (): Promise<readonly Examined[]> => follow(hops, METRIC, session);
  const broken = async (): Promise<{ id: string; why: string }> => {
    const last = (await examine()).at(-1)!;
    return { id: last.id, why: last.ok ? 'nothing' : last.why };
  };

  it('follows the metric through every hop of a healthy chain', async () => {
    const examined = await examine();
    expect(examined.map(({ id, ok }) => [id, ok])).toEqual(hops.map(({ id }) => [id, true]));
    expect(formatExamined(examined, METRIC, plain)).toMatch(
      /✓ the autoscaler reads the metric .*\n\n.* reaches the autoscaler\.$/,
    );
  });

  it('metric-renamed: the metric stops at the server, and the remedy names the exposed ones', async () => {
    await at.fault('metric-renamed');
    const examined = await examine();
    expect(examined).toMatchObject([
      { id: 'server', ok: false, mend: expect.stringContaining('vllm:num_requests_running') },
    ]);
  });

  it('adapter-down: the metric stops at the adapter, which does not answer', async () => {
    await at.fault('adapter-down');
    expect(await broken()).toEqual({
      id: 'adapter',
      why: expect.stringMatching(/does not answer/),
    });
  });

  it('adapter-no-role: the metric stops at the adapter, whose "not found" means a missing role', async () => {
    await at.fault('adapter-no-role');
    expect(await broken()).toEqual({
      id: 'adapter',
      why: expect.stringContaining('no permission to read Cloud Monitoring'),
    });
  });

  it('metric-stale: the metric stops in Cloud Monitoring', async () => {
    await at.fault('metric-stale');
    await elapse(90_000, 'samples grow old', session);
    expect(await broken()).toEqual({ id: 'series', why: expect.stringMatching(/newest sample is \d+ s old/) });
    await elapse(10 * 60_000, 'samples are forgotten', session);
    expect(await broken()).toEqual({ id: 'series', why: expect.stringContaining('more than 10 minutes') });
    const reading = waitFor(hpaActive({ name: 'vllm-hpa', namespace: 'vllm' }), session);
    await expect(reading).rejects.toMatchObject({ diagnosis: 'METRIC_STALE' });
    await at.mend();
    await elapse(60_000, 'samples come again', session);
  });

  it('names a missing autoscaler and a missing PodMonitoring', async () => {
    await session.ask(kubectl`delete hpa vllm-hpa -n vllm`);
    expect(await broken()).toMatchObject({ id: 'hpa' });
    await session.ask(kubectl`delete podmonitoring vllm-pod-monitoring -n vllm`);
    expect(await broken()).toMatchObject({ id: 'pod-monitoring' });
  });
});
