import { type Behavior, DOWNSCALE_STABILIZATION, scaleDownLimit, scaleUpLimit } from './behavior.ts';
import type { ScalingHistory } from './history.ts';

export type Stabilization = 'ReadyForNewScale' | 'ScaleUpStabilized' | 'ScaleDownStabilized';
export type Limitation =
  | 'DesiredWithinRange'
  | 'TooFewReplicas'
  | 'TooManyReplicas'
  | 'ScaleUpLimit'
  | 'ScaleDownLimit';

/** What becomes of a recommendation, with the reasons of the conditions AbleToScale and ScalingLimited. */
export interface Normalized {
  readonly replicas: number;
  readonly stabilization: Stabilization;
  readonly limitation: Limitation;
}

export interface Recommendation {
  readonly current: number;
  /** The recommendation of the metrics. */
  readonly desired: number;
  readonly min: number;
  readonly max: number;
  readonly history: ScalingHistory;
  readonly now: number;
}

/** Without `spec.behavior`: the highest recommendation of 5 minutes, and at most twice the size or 4 at a time. */
export function normalize({ current, desired, min, max, history, now }: Recommendation): Normalized {
  const recent = history.recommendations.filter(({ time }) => time >= now - DOWNSCALE_STABILIZATION);
  const stable = Math.max(desired, ...recent.map(({ count }) => count));
  history.recommend(desired, now);
  const stabilization = stable === desired ? 'ReadyForNewScale' : 'ScaleDownStabilized';
  const limit = Math.max(2 * current, 4);
  if (stable < min) return { replicas: min, stabilization, limitation: 'TooFewReplicas' };
  if (stable > Math.min(max, limit)) {
    return max > limit
      ? { replicas: limit, stabilization, limitation: 'ScaleUpLimit' }
      : { replicas: max, stabilization, limitation: 'TooManyReplicas' };
  }
  return { replicas: stable, stabilization, limitation: 'DesiredWithinRange' };
}

/** With `spec.behavior`: stabilize in both directions first, then keep to the policies and the range. */
export function normalizeWithBehavior(recommendation: Recommendation, behavior: Behavior): Normalized {
  const { current, desired, history, now } = recommendation;
  const within = (window: number): number[] =>
    history.recommendations.filter(({ time }) => time > now - window).map(({ count }) => count);
  const lowest = Math.min(desired, ...within(behavior.scaleUp.stabilizationWindow));
  const highest = Math.max(desired, ...within(behavior.scaleDown.stabilizationWindow));
  const stable = Math.min(Math.max(current, lowest), highest);
  history.recommend(desired, now);
  const direction = desired >= current ? 'ScaleUpStabilized' : 'ScaleDownStabilized';
  return {
    ...limited({ ...recommendation, desired: stable }, behavior),
    stabilization: stable === desired ? 'ReadyForNewScale' : direction,
  };
}

function limited(
  { current, desired, min, max, history, now }: Recommendation,
  { scaleUp, scaleDown }: Behavior,
): Pick<Normalized, 'replicas' | 'limitation'> {
  if (desired > current) {
    const limit = scaleUpLimit(scaleUp, history, current, now);
    if (desired > Math.min(max, limit)) {
      return max > limit
        ? { replicas: limit, limitation: 'ScaleUpLimit' }
        : { replicas: max, limitation: 'TooManyReplicas' };
    }
  }
  if (desired < current) {
    const limit = scaleDownLimit(scaleDown, history, current, now);
    if (desired < Math.max(min, limit)) {
      return min < limit
        ? { replicas: limit, limitation: 'ScaleDownLimit' }
        : { replicas: min, limitation: 'TooFewReplicas' };
    }
  }
  return { replicas: desired, limitation: 'DesiredWithinRange' };
}
