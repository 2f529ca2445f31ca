import { afterAll, beforeAll, expect, it } from 'vitest';
import { chosen } from '../../../workshop/drills/incident/choose.ts';
import { diagnose, lookAtIncident, startIncident } from '../../../workshop/drills/incident/incident.ts';
import { readIncident } from '../../../workshop/drills/incident/record.ts';
import { scoreOf } from '../../../workshop/drills/incident/score.ts';
import { stopDrill } from '../../../workshop/drills/index.ts';
import { type Learner, learner } from './learner.ts';
import { repair } from './repairs.ts';

/** Two troubles that are repaired in seconds. The tests follow each other. */
const CODES = ['SERVICE_SELECTOR', 'HPA_MIN_IS_MAX'];
let ana: Learner;

beforeAll(async () => {
  ana = await learner();
});
afterAll(() => ana.clear());

it('breaks a deployment with load, and measures what it served', async () => {
  const seed = Array.from({ length: 200 }, (_, one) => one).find(
    (one) =>
      chosen(one)
        .map(({ code }) => code)
        .join() === CODES.join(),
  )!;
  const { incident, alarm } = await ana.with((session) => startIncident(session, seed));
  expect(incident.troubles).toEqual(CODES);
  expect(incident.baseline).toBeGreaterThan(100);
  expect(alarm).toMatchObject({ ready: expect.any(Number), wanted: expect.any(Number) });
});

it('tells a right diagnosis from a wrong one', async () => {
  expect(await diagnose('adapter_role?')).toEqual({ code: 'ADAPTER_ROLE', right: false });
  expect(await diagnose('HPA_MIN_IS_MAX')).toEqual({ code: 'HPA_MIN_IS_MAX', right: true });
  await expect(diagnose('it is broken')).rejects.toMatchObject({ code: 'USAGE' });
  const incident = await readIncident();
  expect(incident).toMatchObject({ wrong: 1, detectedAt: expect.any(String) });
  expect(Object.keys(incident!.diagnosedAt)).toEqual(['HPA_MIN_IS_MAX']);
});

it('sees nothing mended before the repair', async () => {
  expect((await ana.with(lookAtIncident)).mendedAt).toEqual({});
});

it('is over when both are mended, with the share of the tokens that were lost', async () => {
  await ana.with(async (session) => {
    for (const code of CODES) await repair(code, session);
  });
  const score = scoreOf(await ana.with(lookAtIncident));
  expect(score.over).toBe(true);
  expect(score.parts.find(({ what }) => what === 'tokens')!.measured).toBeGreaterThan(0);
});

it('ends with a stop', async () => {
  await ana.with(stopDrill);
  expect(await readIncident()).toBeUndefined();
});
