import { describe, test } from 'vitest';
import { type Case, check, policies } from './normalized.ts';

describe('with spec.behavior.scaleDown', () => {
  const down = (scaleDown: object): object => ({ scaleDown: { stabilizationWindowSeconds: 0, ...scaleDown } });

  test.each<Case>([
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
