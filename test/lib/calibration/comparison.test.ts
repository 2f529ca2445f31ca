import { describe, expect, it } from 'vitest';
import { outcomeOf, type Trial } from '../../../lib/calibration/index.ts';

const minute = 60_000;
const trial: Trial = {
  name: 'calibrated',
  from: 0,
  to: 60 * minute,
  overloadedAt: 10 * minute,
  desired: [
    [-30 * minute, 1],
    [11 * minute, 2],
    [40 * minute, 1],
    [45 * minute, 2],
  ],
  ready: [
    [0, 1],
    [20 * minute, 2],
    [40 * minute, 1],
  ],
  answers: { offered: 10_000, good: 9000, time: { p50: 25, p99: 60 } },
  firstTokens: { offered: 1000, good: 720, time: { p50: 0.1, p99: 30 } },
};

describe('the outcome of a trial', () => {
  const outcome = outcomeOf(trial, 20);

  it('is the share of first tokens and of whole answers in time', () => {
    expect(outcome.attainment).toEqual({ firstToken: 0.72, answer: 0.9 });
    expect([outcome.firstToken!.p99, outcome.answer!.p99]).toEqual([30, 60]);
  });

  it('counts as goodput the requests a second whose first token came in time', () => {
    expect(outcome.goodput).toBe((0.72 * 10_000) / 3600);
  });

  it('counts the hours of nodes within the trial, and their price', () => {
    // One node for an hour, and another one for 29 and for 15 minutes.
    expect(outcome.nodeHours).toBeCloseTo((60 + 29 + 15) / 60, 9);
    expect(outcome.dollars).toBeCloseTo((20 * (60 + 29 + 15)) / 60, 9);
  });

  it('has the seconds from the overload to the order and to the ready replica', () => {
    expect([outcome.ordered, outcome.served]).toEqual([60, 600]);
    const { overloadedAt: _, ...calm } = trial;
    expect(outcomeOf(calm, 20).ordered).toBeUndefined();
    expect(outcomeOf({ ...trial, desired: [[0, 1]] }, 20).ordered).toBeUndefined();
  });

  it('has less than 0 seconds for an order before the overload', () => {
    expect(outcomeOf({ ...trial, overloadedAt: 13 * minute }, 20).ordered).toBe(-120);
  });

  it('counts a replica that was removed and ordered again as a flap', () => {
    expect(outcome.flaps).toBe(1);
    expect(outcomeOf({ ...trial, desired: trial.desired.slice(0, 3) }, 20).flaps).toBe(0);
  });
});
