import type { Pod } from 'kubernetes-types/core/v1.d.ts';
import { groupPods, type PodMetrics } from './pods.ts';

/** By how much, as a fraction of the target, usage may stray before anything is scaled. */
export interface Tolerances {
  readonly up: number;
  readonly down: number;
}

/** What one metric asks for. */
export interface Proposal {
  readonly replicas: number;
  /** The displayed current value in milli-units, without assumed values of missing pods. */
  readonly usage: number;
  /** Percent of the request; for utilization targets only. */
  readonly utilization?: number;
}

/** How the samples of pods compare to the target. */
export interface Target {
  /** @throws when the samples cannot be compared, for example without requests. */
  measure(values: ReadonlyMap<string, number>): {
    readonly ratio: number;
    readonly usage: number;
    readonly utilization?: number;
  };
  /** The value, in milli-units, that a pod without a sample is given on the way down. */
  assumed(pod: string): number;
}

/** The inputs that all calculations on pods share. */
export interface PodSamples {
  /** The scale's spec.replicas. */
  readonly current: number;
  readonly pods: readonly Pod[];
  readonly metrics: PodMetrics;
  /** `cpu` or another resource; undefined for custom metrics. */
  readonly resource?: string;
  readonly tolerances: Tolerances;
  readonly now: number;
}

const MAX_INT32 = 2 ** 31 - 1;

export function withinTolerance({ up, down }: Tolerances, ratio: number): boolean {
  return 1 - down <= ratio && ratio <= 1 + up;
}

/** An average of `target` milli-units per pod. */
export function averageValue(target: number): Target {
  return {
    measure(values) {
      let total = 0;
      for (const value of values.values()) total += value;
      const usage = Math.trunc(total / values.size);
      return { ratio: usage / target, usage };
    },
    assumed: () => target,
  };
}

/** An average of `target` percent of the pods' requests. @param requests milli-units by pod name */
export function averageUtilization(target: number, requests: ReadonlyMap<string, number>): Target {
  return {
    measure(values) {
      let used = 0;
      let requested = 0;
      let pods = 0;
      for (const [pod, value] of values) {
        const request = requests.get(pod);
        if (request === undefined) continue;
        used += value;
        requested += request;
        pods++;
      }
      if (requested === 0) throw new Error('no metrics returned matched known pods');
      const utilization = Math.trunc((used * 100) / requested);
      return { ratio: utilization / target, usage: Math.trunc(used / pods), utilization };
    },
    assumed: (pod) => Math.trunc(((requests.get(pod) ?? 0) * Math.max(100, target)) / 100),
  };
}

/**
 * The replica count for samples per pod, after upstream's calcPlainMetricReplicas and GetResourceReplicas
 * (pkg/controller/podautoscaler/replica_calculator.go), which differ in `target` alone.
 * @throws when no sample of a targeted pod is left.
 */
export function replicasForPods(samples: PodSamples, target: () => Target): Proposal {
  const { current, pods, metrics, resource, tolerances, now } = samples;
  if (pods.length === 0) throw new Error('no pods returned by selector while calculating replica count');
  const { ready, unready, missing, ignored } = groupPods(pods, metrics, resource, now);
  const values = new Map<string, number>();
  for (const [pod, { value }] of metrics) if (!ignored.has(pod) && !unready.has(pod)) values.set(pod, value);
  if (values.size === 0) throw new Error('did not receive metrics for targeted pods (pods might be unready)');

  const { measure, assumed } = target();
  const { ratio, ...seen } = measure(values);
  const tempered = unready.size > 0 && ratio > 1;
  if (!tempered && missing.size === 0) {
    return { replicas: withinTolerance(tolerances, ratio) ? current : ceil(ratio * ready), ...seen };
  }

  if (ratio < 1) for (const pod of missing) values.set(pod, assumed(pod));
  if (ratio > 1) for (const pod of [...missing, ...unready]) values.set(pod, 0);
  const filled = measure(values).ratio;
  const turned = (ratio < 1 && filled > 1) || (ratio > 1 && filled < 1);
  if (turned || withinTolerance(tolerances, filled)) return { replicas: current, ...seen };
  const replicas = ceil(filled * values.size);
  const contradicts = (filled < 1 && replicas > current) || (filled > 1 && replicas < current);
  return { replicas: contradicts ? current : replicas, ...seen };
}

/** The replica count for one value that is shared by all pods (Object and External metrics with a `Value` target). */
export function replicasForValue(
  value: number,
  target: number,
  scale: { readonly current: number; readonly ready: () => number },
  tolerances: Tolerances,
): Proposal {
  const ratio = value / target;
  if (scale.current === 0) return { replicas: ceil(ratio), usage: value };
  if (withinTolerance(tolerances, ratio)) return { replicas: scale.current, usage: value };
  return { replicas: ceil(ratio * scale.ready()), usage: value };
}

/** The replica count for one value that is divided among the pods (Object and External with an `AverageValue` target). */
export function replicasForShare(
  value: number,
  target: number,
  statusReplicas: number,
  tolerances: Tolerances,
): Proposal {
  const within = withinTolerance(tolerances, value / (target * statusReplicas));
  // Upstream divides by zero while no pod exists yet and shows a meaningless number; the undivided value is shown here.
  const usage = Math.ceil(value / Math.max(1, statusReplicas));
  return { replicas: within ? statusReplicas : ceil(value / target), usage };
}

function ceil(replicas: number): number {
  return Math.min(Math.ceil(replicas), MAX_INT32);
}
