import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { kubectl } from '../../../lib/command/command.ts';
import { mustStand } from '../../../lib/runner/needs.ts';
import { runStep } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import type { Step } from '../../../lib/step/step.ts';
import * as runbook from '../../../runbook/steps.ts';
import { type Place, place } from '../../runbook/place.ts';
import { QUICK } from './durations.ts';

/** A needed step is missing, or is deleted while the step waits: with the real kubectl, on one cluster. */
describe('a step that needs others', () => {
  let at: Place;
  let session: Session;
  const grounds = { steps: runbook.steps, commandOf: ({ id }: Step) => `npx tsx runbook/${id}.ts` };

  beforeAll(async () => {
    at = await place({ durations: { ...QUICK, tpuNodeBoot: '40m' } });
    session = at.session();
  });
  afterEach(() => at.mend());
  afterAll(() => at.clear());

  const start = (step: Step, on = session): Promise<void> =>
    mustStand([step], grounds.steps, on, grounds.commandOf).then(() => runStep(step, on, grounds));
  const notDone = (id: string) => ({ code: 'NOT_DONE', remedy: `npx tsx runbook/${id}.ts` });
  const did = async (command: ReturnType<typeof kubectl>): Promise<void> =>
    expect(await session.ask(command)).toMatchObject({ exitCode: 0 });

  it('is refused without the cluster', async () => {
    await expect(start(runbook.modelServer)).rejects.toMatchObject(notDone('01-cluster'));
  });

  it('is refused without the adapter, as the autoscaler', async () => {
    for (const step of [runbook.cluster, runbook.credentials, runbook.secret, runbook.bucket, runbook.serviceAccount])
      await start(step);
    await expect(start(runbook.completion)).rejects.toMatchObject(notDone('06-model-server'));
    await expect(start(runbook.autoscaler)).rejects.toMatchObject({ code: 'NOT_DONE' });
  });

  it('ends when its namespace is deleted while it waits for a node', async () => {
    const starting = start(runbook.modelServer);
    const gone = expect(starting).rejects.toMatchObject(notDone('03-secret'));
    const waits = () => at.said.some((entry) => entry.kind === 'waiting' && entry.what.startsWith('pod of'));
    await expect.poll(waits).toBe(true);
    await did(kubectl`delete namespace vllm --wait=false`);
    await gone;
  });

  it('fails for a Deployment that is scaled to 0, with the command that gets it back', async () => {
    for (const step of [runbook.secret, runbook.serviceAccount]) await start(step);
    await start(runbook.modelServer);
    await did(kubectl`scale deployment/vllm-tpu --replicas=0 -n vllm`);
    await expect(start(runbook.modelServer)).rejects.toMatchObject({
      code: 'SCALED_TO_ZERO',
      remedy: 'npm run resume',
    });
    await did(kubectl`delete deployment vllm-tpu -n vllm`);
  });

  it('ignores the crash of an earlier run after the token is corrected', async () => {
    await at.fault('hf-token-invalid');
    await expect(start(runbook.modelServer)).rejects.toMatchObject({ diagnosis: 'HF_TOKEN' });
    await at.mend();
    await start(runbook.modelServer);
  });
});
