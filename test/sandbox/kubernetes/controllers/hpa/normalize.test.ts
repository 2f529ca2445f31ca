import { describe, expect, test } from 'vitest';
import { resolveBehavior } from '../../../../../sandbox/kubernetes/controllers/hpa/behavior.ts';
import { ScalingHistory } from '../../../../../sandbox/kubernetes/controllers/hpa/history.ts';
import {
  type Limitation,
  normalize,
  normalizeWithBehavior,
  type Stabilization,
} from '../../../../../sandbox/kubernetes/controllers/hpa/normalize.ts';

const NOW = Date.UTC(2026, 0, 1);
const SECOND = 1000;

interface Case {
  readonly name: string;
  readonly current: number;
  /** What the metrics ask for. */
  readonly desired: number;
  /** @default 1 */
  readonly min?: number;
  /** @default 10 */
  readonly max?: number;
  /** Recommendations by their age in seconds, oldest first. */
  readonly recommended?: Readonly<Record<number, number>>;
  /** Rescales by their age in seconds, oldest first. */
  readonly rescaled?: Readonly<Record<number, readonly [from: number, to: number]>>;
  readonly behavior?: object;
  readonly replicas: number;
  /** @default ReadyForNewScale */
  readonly stabilization?: Stabilization;
  /** @default DesiredWithinRange */
  readonly limitation?: Limitation;
}

function normalized({ current, desired, min = 1, max = 10, recommended = {}, rescaled = {}, behavior }: Case) {
  const ages = (record: object): number[] =>
    Object.keys(record)
      .map(Number)
      .sort((a, b) => b - a);
  const history = new ScalingHistory(current, NOW - 10_000 * SECOND);
  for (const age of ages(recommended)) history.recommend(recommended[age]!, NOW - age * SECOND);
  for (const age of ages(rescaled)) history.rescaled(...rescaled[age]!, NOW - age * SECOND);
  const recommendation = { current, desired, min, max, history, now: NOW };
  return behavior ? normalizeWithBehavior(recommendation, resolveBehavior(behavior)) : normalize(recommendation);
}

const check = (each: Case): void => {
  const { replicas, stabilization = 'ReadyForNewScale', limitation = 'DesiredWithinRange' } = each;
  expect(normalized(each)).toEqual({ replicas, stabilization, limitation });
};

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

describe('with spec.behavior', () => {
  const up = (scaleUp: object): object => ({ scaleUp });
  const down = (scaleDown: object): object => ({ scaleDown: { stabilizationWindowSeconds: 0, ...scaleDown } });
  const policies = (...all: readonly (readonly [type: string, value: number, periodSeconds: number])[]) => ({
    policies: all.map(([type, value, periodSeconds]) => ({ type, value, periodSeconds })),
  });

  test.each<Case>([
    // defaults up: max(1 + 4, ceil(1 × 2)) = 5
    {
      name: 'the default adds four pods',
      current: 1,
      desired: 9,
      behavior: {},
      replicas: 5,
      limitation: 'ScaleUpLimit',
    },
    // defaults up: max(6 + 4, 6 × 2) = 12 > max 10
    { name: 'the default doubles', current: 6, desired: 20, behavior: {}, replicas: 10, limitation: 'TooManyReplicas' },
    // defaults up, 4 pods came 10 s ago: the period began with 1: max(1 + 4, 1 × 2) = 5 = current
    {
      name: 'what was added in the period counts',
      current: 5,
      desired: 9,
      rescaled: { 10: [1, 5] },
      behavior: {},
      replicas: 5,
      limitation: 'ScaleUpLimit',
    },
    // exactly 15 s ago is outside the period: max(5 + 4, 5 × 2) = 10
    {
      name: 'the period is over after 15 s',
      current: 5,
      desired: 10,
      rescaled: { 15: [1, 5] },
      behavior: {},
      replicas: 10,
    },
    // 3 removed 10 s ago: the period began with 5 + 3 = 8: max(8 + 4, 8 × 2) = 16 > 10
    {
      name: 'what was removed in the period may come back',
      current: 5,
      desired: 12,
      rescaled: { 10: [8, 5] },
      behavior: {},
      replicas: 10,
      limitation: 'TooManyReplicas',
    },
    // one pod a minute: 2 + 1 = 3
    {
      name: 'one pod a minute',
      current: 2,
      desired: 5,
      behavior: up(policies(['Pods', 1, 60])),
      replicas: 3,
      limitation: 'ScaleUpLimit',
    },
    // one pod a minute, one came 45 s ago: began with 2: 2 + 1 = 3 = current
    {
      name: 'the minute is not over',
      current: 3,
      desired: 5,
      rescaled: { 45: [2, 3] },
      behavior: up(policies(['Pods', 1, 60])),
      replicas: 3,
      limitation: 'ScaleUpLimit',
    },
    // 10 %: ceil(2 × 1.1) = ceil(2.2) = 3: rounded up, or it would never grow
    {
      name: 'a small percentage is rounded up',
      current: 2,
      desired: 5,
      behavior: up(policies(['Percent', 10, 60])),
      replicas: 3,
      limitation: 'ScaleUpLimit',
    },
    // Max of 2 + 1 = 3 and ceil(2 × 2) = 4
    {
      name: 'the larger of two policies',
      current: 2,
      desired: 9,
      behavior: up(policies(['Pods', 1, 60], ['Percent', 100, 60])),
      replicas: 4,
      limitation: 'ScaleUpLimit',
    },
    // Min of 2 + 1 = 3 and ceil(2 × 2) = 4
    {
      name: 'the smaller of two policies',
      current: 2,
      desired: 9,
      behavior: up({ selectPolicy: 'Min', ...policies(['Pods', 1, 60], ['Percent', 100, 60]) }),
      replicas: 3,
      limitation: 'ScaleUpLimit',
    },
    // Disabled: the current size is the limit
    {
      name: 'scale-up disabled',
      current: 2,
      desired: 5,
      behavior: up({ selectPolicy: 'Disabled' }),
      replicas: 2,
      limitation: 'ScaleUpLimit',
    },
    // the policies allow less than there already is (7 came in the period of 60 s: began with 1: 1 + 4 = 5 < 8): stays 8
    {
      name: 'a policy never shrinks what it limits',
      current: 8,
      desired: 9,
      rescaled: { 30: [1, 8] },
      behavior: up(policies(['Pods', 4, 60])),
      replicas: 8,
      limitation: 'ScaleUpLimit',
    },
    // up window 60 s: lowest of {2 @ 30 s, 5 now} = 2 = current
    {
      name: 'up waits for its window',
      current: 2,
      desired: 5,
      recommended: { 30: 2 },
      behavior: up({ stabilizationWindowSeconds: 60 }),
      replicas: 2,
      stabilization: 'ScaleUpStabilized',
    },
    // up window 60 s: lowest of {4 @ 30 s, 5 now} = 4
    {
      name: 'up to the lowest of the window',
      current: 2,
      desired: 5,
      recommended: { 30: 4 },
      behavior: up({ stabilizationWindowSeconds: 60 }),
      replicas: 4,
      stabilization: 'ScaleUpStabilized',
    },
    // exactly 60 s old is outside the window: 5; default policies allow 6
    {
      name: 'up after its window',
      current: 2,
      desired: 5,
      recommended: { 60: 2 },
      behavior: up({ stabilizationWindowSeconds: 60 }),
      replicas: 5,
    },

    // down window defaults to the controller's 300 s: highest of {4 @ 299 s, 1 now} = 4 = current
    {
      name: 'down waits five minutes by default',
      current: 4,
      desired: 1,
      recommended: { 299: 4 },
      behavior: {},
      replicas: 4,
      stabilization: 'ScaleDownStabilized',
    },
    // exactly 300 s old is outside the window here: 1; all may go at once (100 %)
    { name: 'down after five minutes', current: 4, desired: 1, recommended: { 300: 4 }, behavior: {}, replicas: 1 },
    // window 0: at once; 100 % may go: 4 × 0 = 0 < min 1: 0 < 1
    {
      name: 'down at once to the minimum',
      current: 4,
      desired: 0,
      recommended: { 15: 4 },
      behavior: down({}),
      replicas: 1,
      limitation: 'TooFewReplicas',
    },
    // one pod per 300 s: 4 - 1 = 3
    {
      name: 'down one pod at a time',
      current: 4,
      desired: 1,
      behavior: down(policies(['Pods', 1, 300])),
      replicas: 3,
      limitation: 'ScaleDownLimit',
    },
    // one went 200 s ago: began with 4: 4 - 1 = 3 = current
    {
      name: 'down waits for its period',
      current: 3,
      desired: 1,
      rescaled: { 200: [4, 3] },
      behavior: down(policies(['Pods', 1, 300])),
      replicas: 3,
      limitation: 'ScaleDownLimit',
    },
    // 10 % of 5: trunc(5 × 0.9) = trunc(4.5) = 4
    {
      name: 'down ten percent, cut',
      current: 5,
      desired: 1,
      behavior: down(policies(['Percent', 10, 60])),
      replicas: 4,
      limitation: 'ScaleDownLimit',
    },
    // Max change: min of 8 - 1 = 7 and 8 × 0.5 = 4
    {
      name: 'the policy that removes more',
      current: 8,
      desired: 1,
      behavior: down(policies(['Pods', 1, 60], ['Percent', 50, 60])),
      replicas: 4,
      limitation: 'ScaleDownLimit',
    },
    // Min change: max of 7 and 4
    {
      name: 'the policy that removes less',
      current: 8,
      desired: 1,
      behavior: down({ selectPolicy: 'Min', ...policies(['Pods', 1, 60], ['Percent', 50, 60]) }),
      replicas: 7,
      limitation: 'ScaleDownLimit',
    },
    // Disabled: the current size is the limit
    {
      name: 'scale-down disabled',
      current: 5,
      desired: 1,
      behavior: down({ selectPolicy: 'Disabled' }),
      replicas: 5,
      limitation: 'ScaleDownLimit',
    },
    // 8 - 4 = 4 allowed, but the range begins at 6
    {
      name: 'down no further than the minimum',
      current: 8,
      desired: 1,
      min: 6,
      behavior: down(policies(['Pods', 4, 60])),
      replicas: 6,
      limitation: 'TooFewReplicas',
    },
    // highest of {3 @ 100 s, 1 now} = 3 (window 200 s); one pod at a time: 5 - 1 = 4
    {
      name: 'stabilized first, then limited',
      current: 5,
      desired: 1,
      recommended: { 250: 5, 100: 3 },
      behavior: { scaleDown: { stabilizationWindowSeconds: 200, ...policies(['Pods', 1, 60]) } },
      replicas: 4,
      stabilization: 'ScaleDownStabilized',
      limitation: 'ScaleDownLimit',
    },
    // both windows 60 s, {1, 9} recommended in them: any size from 1 to 9 is stable, so 5 stays
    {
      name: 'between the windows nothing moves',
      current: 5,
      desired: 9,
      recommended: { 30: 1, 20: 9 },
      behavior: { scaleUp: { stabilizationWindowSeconds: 60 }, scaleDown: { stabilizationWindowSeconds: 60 } },
      replicas: 5,
      stabilization: 'ScaleUpStabilized',
    },
    // what is asked for is what there is
    { name: 'nothing to do', current: 3, desired: 3, behavior: {}, replicas: 3 },
  ])('$name', check);
});

test('a recommendation is remembered as it was before it was stabilized', () => {
  const history = new ScalingHistory(4, NOW);
  const at = (seconds: number, desired: number) =>
    normalize({ current: 4, desired, min: 1, max: 10, history, now: NOW + seconds * SECOND }).replicas;
  // the size at first sight, 4, holds for 300 s; then 1 is the highest of what was asked for since
  expect([at(15, 1), at(300, 1), at(315, 1)]).toEqual([4, 4, 1]);
});
