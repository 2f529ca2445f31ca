import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runStep, undoStep } from '../../../lib/runner/runner.ts';
import { elapse } from '../../../lib/wait/elapse.ts';
import { waitFor } from '../../../lib/wait/wait.ts';
import { load } from '../../../runbook/10-load.ts';
import { serverReady } from '../../../runbook/model-server/ready.ts';
import type { Drill } from '../../../workshop/drills/drill.ts';
import { drills } from '../../../workshop/drills/list/index.ts';
import { answerQuestion } from '../../../workshop/quiz/answer.ts';
import { questionNamed } from '../../../workshop/quiz/find.ts';
import { readQuiz } from '../../../workshop/quiz/results.ts';
import { type Ground, ground } from './ground.ts';

/** Simulated ms: a few scrapes. */
const MINUTE = 60_000;
/** A stage with nothing broken. */
const START: Drill = { ...drills[0]!, id: 'quiz', stage: 'scaling', load: false, faults: [], broken: () => [] };

describe('the quiz, on a run of its own', () => {
  let on: Ground;
  const right = async (id: string, answer: string) => (await answerQuestion(on.session, id, answer)).right;
  const keyOf = async (id: string) => Number((await questionNamed(id).key(on.session))!.right);

  beforeAll(async () => {
    on = await ground();
    await on.broken(START);
  });
  afterAll(() => on.clear());

  it('knows the cluster and the pod', async () => {
    const { ZONE, KSA_NAME } = on.session.config;
    expect(await right('tpu-zone', ZONE)).toBe(true);
    expect(await right('tpu-zone', 'europe-west4-a')).toBe(false);
    expect(await right('service-account', KSA_NAME)).toBe(true);
    expect(await right('chips', '8')).toBe(true);
    expect(await right('weights', '141')).toBe(true);
    // One replica runs.
    expect(await right('cost-per-hour', '$21.73')).toBe(true);
  });

  it('refuses numbers from memory before the load has run', async () => {
    for (const id of ['ttft-p90', 'node-request', 'tokens-512', 'left-per-hour'])
      await expect(answerQuestion(on.session, id, '76')).rejects.toMatchObject({ code: 'NOT_DONE' });
    expect((await readQuiz()).results['ttft-p90']?.attempts).toBe(0);
  });

  it('grades the load and the scale-out after both have ended', async () => {
    const { session } = on;
    await runStep(load, session);
    await waitFor(serverReady(session, 2), session);
    await elapse(MINUTE, 'the second replica reports', session);
    await undoStep(load, session);
    await elapse(MINUTE, 'the load is over', session);

    expect(await right('peak-waiting', '384')).toBe(true);
    expect(await right('running-per-replica', '128')).toBe(true);
    expect(await right('wanted-replicas', '39')).toBe(true);
    expect(await right('largest-target', '349')).toBe(true);

    const minutes = await keyOf('scale-out-minutes');
    const asked = await keyOf('node-request');
    expect(minutes).toBeGreaterThan(asked / 60);
    expect(await right('scale-out-minutes', `${Math.round(minutes * 60)}s`)).toBe(true);

    const ms = await keyOf('itl-p50');
    const mixedUp = await answerQuestion(session, 'itl-p50', String(ms / 1000));
    expect(mixedUp.right).toBe(false);
    expect(mixedUp.message.zh).toContain('单位是 s，');
    expect((await readQuiz()).results['peak-waiting']).toMatchObject({ points: 1, of: 1, passed: true });
  });
});
