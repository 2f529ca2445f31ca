import type { Limitation, Stabilization } from './normalize.ts';

export type ConditionType = 'AbleToScale' | 'ScalingActive' | 'ScalingLimited';

/** One condition to set: `lastTransitionTime` is added when it is. */
export interface Condition {
  readonly type: ConditionType;
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

const STABILIZATION: Readonly<Record<Stabilization, string>> = {
  ReadyForNewScale: 'recommended size matches current size',
  ScaleUpStabilized: 'recent recommendations were lower than current one, applying the lowest recent recommendation',
  ScaleDownStabilized:
    'recent recommendations were higher than current one, applying the highest recent recommendation',
};

const LIMITATION: Readonly<Record<Limitation, string>> = {
  DesiredWithinRange: 'the desired count is within the acceptable range',
  TooFewReplicas: 'the desired replica count is less than the minimum replica count',
  TooManyReplicas: 'the desired replica count is more than the maximum replica count',
  ScaleUpLimit: 'the desired replica count is increasing faster than the maximum scale rate',
  ScaleDownLimit: 'the desired replica count is decreasing faster than the maximum scale rate',
};

export function ableToScale(reason: string, message: string, status: 'True' | 'False' = 'True'): Condition {
  return { type: 'AbleToScale', status, reason, message };
}

export function scalingActive(reason: string, message: string, status: 'True' | 'False' = 'False'): Condition {
  return { type: 'ScalingActive', status, reason, message };
}

export function stabilized(reason: Stabilization): Condition {
  return ableToScale(reason, STABILIZATION[reason]);
}

export function scalingLimited(reason: Limitation): Condition {
  const status = reason === 'DesiredWithinRange' ? 'False' : 'True';
  return { type: 'ScalingLimited', status, reason, message: LIMITATION[reason] };
}
