import { describe, expect, it } from 'vitest';
import { type Steady, SteadyTime } from '../../../../lib/load/measure/steady.ts';
import { exponential, randomFrom } from '../../../../lib/load/traffic/random.ts';

/** Seconds between two looks; exact in binary. */
const LOOK = 1 / 8;

/** A load of this time (s). @param answered requests since the look before */
function measured(seconds: number, longest: number, answered: (at: number) => number): Steady {
  const time = new SteadyTime();
  for (let at = LOOK; at <= seconds; at += LOOK) {
    const requests = answered(at);
    time.add({ seconds: LOOK, requests, tokens: requests * 100 });
  }
  return time.read(longest)!;
}

function poisson(seed: number, rate: number): (at: number) => number {
  const random = randomFrom(seed);
  let next = exponential(random) / rate;
  return (at) => {
    let count = 0;
    for (; next < at; next += exponential(random) / rate) count++;
    return count;
  };
}

describe('the steady state', () => {
  it('has the true rate in its interval as often as a 95 % interval has', () => {
    const covers = (seed: number): boolean => {
      const { low, high } = measured(200, 0.1, poisson(seed, 10)).interval!.requests;
      return low <= 10 && 10 <= high;
    };
    const covered = Array.from({ length: 400 }, (_, seed) => covers(seed + 1)).filter(Boolean).length;
    expect(covered / 400).toBeGreaterThan(0.92);
    expect(covered / 400).toBeLessThan(0.98);
  });

  it('has batches as long as a request takes, so that waves of answers are not taken for noise', () => {
    const { requests, interval } = measured(60, 10, (at) => (Number.isInteger(at / 10) ? 64 : 0));
    expect(requests).toBe(6.4);
    expect(interval!.requests.high - interval!.requests.low).toBeLessThan(0.2);
  });

  it('has no interval while the load is shorter than five requests in a row', () => {
    expect(measured(40, 10, () => 1).interval).toBeUndefined();
    expect(measured(60, 10, () => 1).interval!.requests).toEqual({ mean: 8, low: 8, high: 8 });
  });

  it('loses nothing in a long load', () => {
    const { seconds, requests, tokens } = measured(1000, 1, () => 2);
    expect(seconds).toBe(1000);
    expect(requests).toBe(16);
    expect(tokens).toBe(1600);
  });
});
