import { afterAll, beforeAll, expect, it } from 'vitest';
import { bucket } from '../../../lib/google/storage.ts';
import { runStep } from '../../../lib/runner/runner.ts';
import { bucket as bucketStep } from '../../../runbook/04-bucket.ts';
import {
  checkDrill,
  hint,
  readProgress,
  resetDrill,
  solveDrill,
  startDrill,
  stopDrill,
} from '../../../workshop/drills/index.ts';
import { savedStates } from '../../../workshop/drills/sandbox.ts';
import { type Learner, learner } from './learner.ts';

/** One drill from its start to its stop, as a learner does it. The tests follow each other. */
let ana: Learner;

const MINE = { GSBUCKET: 'a-bucket-of-my-own' };
const hasMine = (): Promise<boolean> => ana.with(async (session) => Boolean(await bucket(MINE.GSBUCKET, session)));

beforeAll(async () => {
  ana = await learner();
  await ana.with((session) => runStep(bucketStep, session), MINE);
});
afterAll(() => ana.clear());

it('starts a drill on its stage, and keeps the state before it', async () => {
  await ana.with((session) => startDrill(session, 'ksa-typo'));
  expect((await readProgress()).current).toMatchObject({ id: 'ksa-typo', hints: 0 });
  expect(await savedStates(ana.environment)).toContain('before-drill');
  expect(await hasMine()).toBe(false);
});

it('counts hints, up to the last', async () => {
  const numbers = [await hint(), await hint(), await hint(), await hint()].map(({ number }) => number);
  expect(numbers).toEqual([1, 2, 3, 3]);
});

it('checks without a change', async () => {
  expect(await ana.with(checkDrill)).toMatchObject({ drill: 'ksa-typo', passed: false, points: 0, of: 100 });
  expect((await readProgress()).results['ksa-typo']).toMatchObject({ attempts: 1, hints: 3, passed: false });
});

it('gives no points for its own solution', async () => {
  expect(await ana.with((session) => solveDrill(session))).toMatchObject({ passed: true, points: 100 });
  expect((await readProgress()).results['ksa-typo']).toMatchObject({ attempts: 2, points: 0, solved: true });
});

it('starts again in the broken state after a reset', async () => {
  await ana.with(resetDrill);
  expect(await ana.with(checkDrill)).toMatchObject({ passed: false });
});

it('keeps the first state when another drill starts', async () => {
  await ana.with((session) => startDrill(session, 'ksa-typo'));
  expect(await hasMine()).toBe(false);
});

it('brings back the state before the drill', async () => {
  expect(await ana.with(stopDrill)).toBe('ksa-typo');
  expect((await readProgress()).current).toBeUndefined();
  expect(await hasMine()).toBe(true);
  expect(await savedStates(ana.environment)).not.toContain('before-drill');
});
