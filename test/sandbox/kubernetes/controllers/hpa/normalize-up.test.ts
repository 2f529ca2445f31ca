import { describe, test } from 'vitest';
import { type Case, check, policies } from './normalized.ts';

describe('with spec.behavior.scaleUp', () => {
  const up = (scaleUp: object): object => ({ scaleUp });

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
  ])('$name', check);
});
