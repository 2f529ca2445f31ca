import { describe, expect, test } from 'vitest';
import { ScalingHistory } from '../../../../../sandbox/kubernetes/controllers/hpa/history.ts';
import { normalize } from '../../../../../sandbox/kubernetes/controllers/hpa/normalize.ts';
import { type Case, check, NOW, SECOND } from './normalized.ts';

describe('without spec.behavior', () => {
  test.each<Case>([
    // 3 is in 1…10 and at most max(2 × 2, 4) = 4
    { name: 'within range', current: 2, desired: 3, replicas: 3 },
    // max(2 × 1, 4) = 4 allowed, but the range ends at 2
    {
      name: 'the tutorial: 4 asked for, 2 at most',
      current: 1,
      desired: 4,
      max: 2,
      replicas: 2,
      limitation: 'TooManyReplicas',
    },
    // 0 < min 1
    { name: 'an empty queue', current: 1, desired: 0, replicas: 1, limitation: 'TooFewReplicas' },
    // from 1: max(2 × 1, 4) = 4 at a time
    { name: 'from one to four at most', current: 1, desired: 9, replicas: 4, limitation: 'ScaleUpLimit' },
    // from 4: 2 × 4 = 8 at a time
    { name: 'twice the size at most', current: 4, desired: 9, replicas: 8, limitation: 'ScaleUpLimit' },
    // from 5: 2 × 5 = 10 = max: the range limits, because max is not above the rate
    { name: 'range and rate alike', current: 5, desired: 20, replicas: 10, limitation: 'TooManyReplicas' },
    // 2 < min 3
    { name: 'below the minimum', current: 4, desired: 2, min: 3, replicas: 3, limitation: 'TooFewReplicas' },
    // highest of {2 @ 299 s, 1 now} = 2
    {
      name: 'down is held by a recommendation of 299 s ago',
      current: 2,
      desired: 1,
      recommended: { 299: 2 },
      replicas: 2,
      stabilization: 'ScaleDownStabilized',
    },
    // exactly 300 s old still counts: highest of {2, 1} = 2
    {
      name: 'down is held by a recommendation of 300 s ago',
      current: 2,
      desired: 1,
      recommended: { 300: 2 },
      replicas: 2,
      stabilization: 'ScaleDownStabilized',
    },
    // 301 s is too old: 1
    { name: 'down is free after 301 s', current: 2, desired: 1, recommended: { 301: 2 }, replicas: 1 },
    // highest of {5 @ 200 s, 3 @ 100 s, 1 now} = 5 = the current size
    {
      name: 'the highest of several recommendations holds',
      current: 5,
      desired: 1,
      recommended: { 200: 5, 100: 3 },
      replicas: 5,
      stabilization: 'ScaleDownStabilized',
    },
    // highest of {3 @ 100 s, 1 now} = 3: down to 3, not to 1
    {
      name: 'down step by step',
      current: 5,
      desired: 1,
      recommended: { 301: 5, 100: 3 },
      replicas: 3,
      stabilization: 'ScaleDownStabilized',
    },
    // highest of {1 @ 15 s, 4 now} = 4: up is never held
    { name: 'up at once', current: 1, desired: 4, recommended: { 15: 1 }, replicas: 4 },
    // highest of {9 @ 60 s, 3 now} = 9 > the 3 there are: an old recommendation may still scale up; rate max(6, 4) = 6
    {
      name: 'an old recommendation scales up',
      current: 3,
      desired: 3,
      recommended: { 60: 9 },
      replicas: 6,
      stabilization: 'ScaleDownStabilized',
      limitation: 'ScaleUpLimit',
    },
    // highest of {2 @ 60 s, 0 now} = 2 = current
    {
      name: 'an empty queue is held for five minutes',
      current: 2,
      desired: 0,
      max: 2,
      recommended: { 60: 2 },
      replicas: 2,
      stabilization: 'ScaleDownStabilized',
    },
  ])('$name', check);
});

test('a recommendation is remembered as it was before it was stabilized', () => {
  const history = new ScalingHistory(4, NOW);
  const at = (seconds: number, desired: number) =>
    normalize({ current: 4, desired, min: 1, max: 10, history, now: NOW + seconds * SECOND }).replicas;
  // the size at first sight, 4, holds for 300 s; then 1 is the highest of what was asked for since
  expect([at(15, 1), at(300, 1), at(315, 1)]).toEqual([4, 4, 1]);
});
