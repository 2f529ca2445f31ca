import type {
  HorizontalPodAutoscalerBehavior,
  HPAScalingPolicy,
  HPAScalingRules,
} from 'kubernetes-types/autoscaling/v2.d.ts';
import type { ScalingHistory } from './history.ts';

/** `spec.behavior` with everything filled in. */
export interface Behavior {
  readonly scaleUp: Rules;
  readonly scaleDown: Rules;
}

export interface Rules {
  /** Milliseconds. */
  readonly stabilizationWindow: number;
  readonly selectPolicy: string;
  readonly policies: readonly HPAScalingPolicy[];
}

/** kube-controller-manager's --horizontal-pod-autoscaler-downscale-stabilization (ms). */
export const DOWNSCALE_STABILIZATION = 300_000;

/** The API's own defaults (pkg/apis/autoscaling/v2/defaults.go); an absent scale-down window is the controller's flag. */
const DEFAULTS: Behavior = {
  scaleUp: {
    stabilizationWindow: 0,
    selectPolicy: 'Max',
    policies: [
      { type: 'Pods', value: 4, periodSeconds: 15 },
      { type: 'Percent', value: 100, periodSeconds: 15 },
    ],
  },
  scaleDown: {
    stabilizationWindow: DOWNSCALE_STABILIZATION,
    selectPolicy: 'Max',
    policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
  },
};

export function resolveBehavior(behavior: HorizontalPodAutoscalerBehavior): Behavior {
  return {
    scaleUp: resolve(behavior.scaleUp, DEFAULTS.scaleUp),
    scaleDown: resolve(behavior.scaleDown, DEFAULTS.scaleDown),
  };
}

function resolve(rules: HPAScalingRules = {}, defaults: Rules): Rules {
  const seconds = rules.stabilizationWindowSeconds;
  return {
    stabilizationWindow: seconds === undefined ? defaults.stabilizationWindow : seconds * 1000,
    selectPolicy: rules.selectPolicy ?? defaults.selectPolicy,
    policies: rules.policies ?? defaults.policies,
  };
}

/** The most replicas that the scale-up policies allow now. */
export function scaleUpLimit(rules: Rules, history: ScalingHistory, current: number, now: number): number {
  if (rules.selectPolicy === 'Disabled') return current;
  const select = rules.selectPolicy === 'Min' ? Math.min : Math.max;
  const limits = rules.policies.map(({ type, value, periodSeconds }) => {
    const before = history.replicasBefore(current, periodSeconds * 1000, now);
    // Rounded up, or a small percentage of a small target would never let it grow.
    return type === 'Pods' ? before + value : Math.ceil(before * (1 + value / 100));
  });
  return Math.max(current, select(...limits));
}

/** The fewest replicas that the scale-down policies allow now. */
export function scaleDownLimit(rules: Rules, history: ScalingHistory, current: number, now: number): number {
  if (rules.selectPolicy === 'Disabled') return current;
  // The smallest change leaves the most replicas.
  const select = rules.selectPolicy === 'Min' ? Math.max : Math.min;
  const limits = rules.policies.map(({ type, value, periodSeconds }) => {
    const before = history.replicasBefore(current, periodSeconds * 1000, now);
    return type === 'Pods' ? before - value : Math.trunc(before * (1 - value / 100));
  });
  return Math.min(current, select(...limits));
}
