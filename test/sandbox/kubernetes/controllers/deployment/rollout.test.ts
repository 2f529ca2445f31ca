import { describe, expect, test } from 'vitest';
import {
  growNew,
  rolloutOf,
  shareOut,
  shrinkOld,
} from '../../../../../sandbox/kubernetes/controllers/deployment/rollout.ts';
import type { KubeObject } from '../../../../../sandbox/kubernetes/object.ts';

const rollout = (desired: number, maxSurge: number, maxUnavailable: number) => ({ desired, maxSurge, maxUnavailable });
const set = (name: string, replicas: number, available = replicas) => ({ name, replicas, available });

describe('surge and unavailable', () => {
  test.each([
    // Percentages: the surge is rounded up, the unavailable down.
    [10, '25%', '25%', 3, 2],
    [1, '25%', '25%', 1, 0],
    [4, 1, 0, 1, 0],
    // Both zero would never move: one may be unavailable.
    [3, 0, '10%', 0, 1],
    [2, 0, 5, 0, 2],
  ])('%i replicas with surge %s and unavailable %s', (replicas, maxSurge, maxUnavailable, surge, unavailable) => {
    const spec = { replicas, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } } };
    expect(rolloutOf({ spec } as unknown as KubeObject)).toEqual(rollout(replicas, surge, unavailable));
  });
});

describe('the new set', () => {
  test.each([
    // [desired, surge, new, all, expected]
    [3, 1, 0, 3, 1], // 3 old, room for one more
    [3, 1, 1, 4, 1], // the surge is used up
    [3, 1, 1, 3, 2], // an old one went
    [3, 0, 0, 3, 0], // no surge: wait for an old one to go
    [3, 3, 0, 3, 3], // never more than desired
    [2, 1, 5, 5, 2], // scaled down in the middle
  ])('desired %i, surge %i, new %i of %i', (desired, surge, present, all, expected) => {
    expect(growNew(rollout(desired, surge, 0), present, all)).toBe(expected);
  });
});

describe('the old sets', () => {
  test('shrink by what is available beyond the minimum', () => {
    // 4 available, 3 must be: one may go.
    expect([...shrinkOld(rollout(3, 1, 0), set('new', 1), [set('old', 3)])]).toEqual([['old', 2]]);
  });

  test('stay while the new pods are not available', () => {
    expect([...shrinkOld(rollout(3, 1, 0), set('new', 1, 0), [set('old', 3)])]).toEqual([]);
  });

  test('lose unavailable pods first', () => {
    // 5 of 3 desired, one old pod is broken: 5 − 2 − (1 − 1) = 3 removable; the broken one, then 4 available − 2.
    expect([...shrinkOld(rollout(3, 1, 1), set('new', 1), [set('old', 4, 3)])]).toEqual([['old', 1]]);
  });

  test('shrink the oldest first', () => {
    expect([...shrinkOld(rollout(2, 1, 1), set('new', 1), [set('a', 1), set('b', 1)])]).toEqual([
      ['a', 0],
      ['b', 0],
    ]);
  });
});

describe('a scaling in the middle of a rollout', () => {
  test('is shared in proportion', () => {
    // 10 + 3 surge = 13 before; 20 + 5 = 25 now: 8 → round(8 × 25/13) = 15, 5 → round(5 × 25/13) = 10.
    const shared = shareOut(rollout(20, 5, 0), [set('old', 8), set('new', 5)], 13);
    expect([...shared]).toEqual([
      ['old', 15],
      ['new', 10],
    ]);
  });

  test('never distributes more than the available replicas', () => {
    const shared = shareOut(rollout(4, 1, 0), [set('old', 3), set('new', 1)], 4);
    expect([...shared.values()].reduce((sum, size) => sum + size, 0)).toBe(5);
  });
});
