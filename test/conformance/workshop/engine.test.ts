import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadConfig } from '../../../lib/config/index.ts';
import { bucket } from '../../../lib/google/storage.ts';
import { connect } from '../../../lib/runner/run.ts';
import { runStep } from '../../../lib/runner/runner.ts';
import { Disposer } from '../../../lib/session/disposer.ts';
import type { Session } from '../../../lib/session/session.ts';
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
import { QUICK } from '../runbook/durations.ts';
import { takeStages } from './stage-cache.ts';

/** One drill from its start to its stop, as a learner does it. The tests follow each other. */
let home: string;
let environment: NodeJS.ProcessEnv;
const opened = new Disposer();

const MINE = { GSBUCKET: 'a-bucket-of-my-own' };

/** A session for one command: a start or a reset restarts the sandbox. */
async function learner<T>(act: (session: Session) => Promise<T>, variables: Readonly<Record<string, string>> = {}) {
  const own = new Disposer();
  try {
    const config = loadConfig({ environment: variables, target: 'sandbox' });
    const { signal } = new AbortController();
    return await act(await connect(config, environment, { write: () => undefined }, signal, own));
  } finally {
    await own.dispose();
  }
}

const hasMine = (): Promise<boolean> => learner(async (session) => Boolean(await bucket(MINE.GSBUCKET, session)));

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'drill-engine-'));
  const scenario = join(home, 'scenario.yaml');
  await writeFile(scenario, JSON.stringify({ durations: QUICK }));
  const { PATH, HOME, LANG } = process.env;
  process.env.RUNBOOK_HOME = home;
  environment = { PATH, HOME, LANG, SANDBOX_HOME: home, SANDBOX_SCENARIO: scenario };
  await learner((session) => takeStages(session, home));
  await learner((session) => runStep(bucketStep, session), MINE);
  opened.own('The sandbox', () => learner(({ target }) => target.close({ stop: true })));
});
afterAll(async () => {
  await opened.dispose();
  await rm(home, { recursive: true, force: true });
});

it('starts a drill on its stage, and keeps the state before it', async () => {
  await learner((session) => startDrill(session, 'ksa-typo'));
  expect((await readProgress()).current).toMatchObject({ id: 'ksa-typo', hints: 0 });
  expect(await savedStates(environment)).toContain('before-drill');
  expect(await hasMine()).toBe(false);
});

it('counts hints, up to the last', async () => {
  const numbers = [await hint(), await hint(), await hint(), await hint()].map(({ number }) => number);
  expect(numbers).toEqual([1, 2, 3, 3]);
});

it('checks without a change', async () => {
  expect(await learner(checkDrill)).toMatchObject({ drill: 'ksa-typo', passed: false, points: 0, of: 100 });
  expect((await readProgress()).results['ksa-typo']).toMatchObject({ attempts: 1, hints: 3, passed: false });
});

it('gives no points for its own solution', async () => {
  expect(await learner((session) => solveDrill(session))).toMatchObject({ passed: true, points: 100 });
  expect((await readProgress()).results['ksa-typo']).toMatchObject({ attempts: 2, points: 0, solved: true });
});

it('starts again in the broken state after a reset', async () => {
  await learner(resetDrill);
  expect(await learner(checkDrill)).toMatchObject({ passed: false });
});

it('brings back the state before the drill', async () => {
  await learner(stopDrill);
  expect((await readProgress()).current).toBeUndefined();
  expect(await hasMine()).toBe(true);
  expect(await savedStates(environment)).not.toContain('before-drill');
});
