import { describe, expect, it } from 'vitest';
import { arrivals, lengthOf } from '../../../../lib/load/traffic/arrivals.ts';
import { randomFrom } from '../../../../lib/load/traffic/random.ts';
import type { Stage } from '../../../../lib/load/traffic/traffic.ts';

const times = (stages: readonly Stage[], seed = 7): readonly number[] => [
  ...arrivals({ kind: 'open', stages }, randomFrom(seed)),
];
const gaps = (at: readonly number[]): readonly number[] => at.map((one, n) => one - (at[n - 1] ?? 0));
const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
/** The coefficient of variation: 0 for equal gaps, 1 for a Poisson process, 1/√shape for gamma. */
const variation = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((one) => (one - middle) ** 2))) / middle;
};

describe('the arrivals of an open loop', () => {
  it('are equally far apart at a constant rate', () => {
    expect(times([{ seconds: 2, rate: 4, arrivals: 'constant' }])).toEqual([0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2]);
  });

  it.each([
    ['poisson', undefined, 1],
    ['gamma', 0.25, 2],
    ['gamma', 4, 0.5],
  ] as const)('%s with burstiness %s has the rate and the variation of its gaps', (kind, burstiness, expected) => {
    const at = times([{ seconds: 10_000, rate: 10, arrivals: kind, ...(burstiness && { burstiness }) }]);
    expect(at.length / 10_000 / 10).toBeCloseTo(1, 1);
    expect(variation(gaps(at)) / expected).toBeCloseTo(1, 1);
  });

  it('become denser on a ramp, whose area is the number of requests', () => {
    const at = times([{ seconds: 10, rate: 0, to: 20, arrivals: 'constant' }]);
    expect(at).toHaveLength(100);
    // Half of the time has a quarter of the area.
    expect(at.filter((one) => one <= 5)).toHaveLength(25);
  });

  it('follow one stage after another, also one without requests', () => {
    const stages: readonly Stage[] = [
      { seconds: 2, rate: 1, arrivals: 'constant' },
      { seconds: 10, rate: 0, arrivals: 'poisson' },
      { seconds: 1, rate: 2, arrivals: 'constant' },
    ];
    expect(times(stages)).toEqual([1, 2, 12.5, 13]);
    expect(lengthOf({ kind: 'open', stages })).toBe(13);
  });

  it('are the same for the same seed, and others for another', () => {
    const stages = [{ seconds: 5, rate: 3, arrivals: 'poisson' }] as const;
    expect(times(stages, 1)).toEqual(times(stages, 1));
    expect(times(stages, 1)).not.toEqual(times(stages, 2));
  });
});
