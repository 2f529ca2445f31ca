import { expect, it } from 'vitest';
import { type Incident, lostShare, scoreOf } from '../../../../workshop/drills/incident/score.ts';

const at = (minutes: number): string => new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString();
const fresh: Incident = {
  seed: 7,
  troubles: ['A', 'B'],
  brokenAt: at(0),
  baseline: 100,
  load: { seconds: 600, tokens: 60_000 },
  diagnosedAt: {},
  mendedAt: {},
  wrong: 0,
};
const quick: Incident = {
  ...fresh,
  detectedAt: at(1),
  diagnosedAt: { A: at(1), B: at(2) },
  mendedAt: { A: at(5), B: at(6) },
  last: { seconds: 1200, tokens: 120_000 },
};

it('gives nothing at the start, and is not over', () => {
  expect(scoreOf(fresh)).toMatchObject({ points: 0, of: 100, over: false });
});

it('adds up to 100 points', () => {
  expect(scoreOf(quick)).toMatchObject({ points: 100, over: true });
  expect(scoreOf(quick).parts.reduce((sum, { of }) => sum + of, 0)).toBe(100);
});

it('gives fewer points for a later repair, and none after the last minute', () => {
  const mended = (minutes: number) => scoreOf({ ...quick, mendedAt: { A: at(5), B: at(minutes) } }).points;
  expect([mended(15), mended(30), mended(45), mended(90)]).toEqual([100, 90, 80, 80]);
});

it('takes 3 points for each wrong diagnosis, and never goes below 0', () => {
  expect(scoreOf({ ...quick, wrong: 2 }).points).toBe(94);
  expect(scoreOf({ ...fresh, wrong: 5 }).points).toBe(0);
});

it('counts lost tokens only at the end', () => {
  const half = { ...quick, last: { seconds: 1200, tokens: 90_000 } };
  expect(lostShare(half)).toBeCloseTo(0.5);
  expect(scoreOf(half).points).toBe(95);
  expect(scoreOf({ ...half, mendedAt: {} }).parts.find(({ what }) => what === 'tokens')?.measured).toBeUndefined();
});
