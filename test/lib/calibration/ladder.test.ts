import { describe, expect, it } from 'vitest';
import { nextConcurrency, type Rung } from '../../../lib/calibration/index.ts';
import { type KnownServer, rungOn } from './server.ts';

const plan = { most: 1024, leastGain: 0.05 };

function climbed(server: KnownServer, slots: number | undefined, noise = 0.005): readonly number[] {
  const rungs: Rung[] = [];
  for (let next = nextConcurrency(rungs, { ...plan, slots }); next; next = nextConcurrency(rungs, { ...plan, slots }))
    rungs.push(rungOn(server, next, noise));
  return rungs.map(({ concurrency }) => concurrency);
}

describe('the rungs of a ladder', () => {
  it('are dense around known slots, and end with the second rung on which requests wait', () => {
    expect(climbed({ slots: 128, step: 0.025, tokens: 1000 }, 128)).toEqual([1, 8, 32, 64, 96, 128, 144, 160]);
  });

  it('double without known slots until requests wait', () => {
    expect(climbed({ slots: 40, step: 0.025, tokens: 1000 }, undefined)).toEqual([1, 2, 4, 8, 16, 32, 64, 80]);
  });

  it('end at the largest concurrency when nothing waits', () => {
    expect(climbed({ slots: 5000, step: 0.025, tokens: 1000 }, undefined).at(-1)).toBe(1024);
  });

  it('go on while noise leaves a gain possible', () => {
    expect(climbed({ slots: 40, step: 0.025, tokens: 1000 }, undefined, 0.2).length).toBeGreaterThan(8);
  });

  it('begin with the next one after those of an interrupted run', () => {
    const server = { slots: 128, step: 0.025, tokens: 1000 };
    const known = [1, 8, 32].map((concurrency) => rungOn(server, concurrency));
    expect(nextConcurrency(known, { ...plan, slots: 128 })).toBe(64);
  });
});
