import type { Pod } from 'kubernetes-types/core/v1.d.ts';

/** One pod's values from the metrics APIs. */
export interface PodMetric {
  /** Milli-units. */
  readonly value: number;
  /** Simulated ms since the epoch. */
  readonly timestamp: number;
  /** Milliseconds over which the value was measured. */
  readonly window: number;
}

/** By pod name. */
export type PodMetrics = ReadonlyMap<string, PodMetric>;

/** How the replica calculator sees the pods behind a target; each set holds pod names. */
export interface PodGroups {
  readonly ready: number;
  /** Pending; for cpu also pods that still start up. They count as idle when that tempers a scale-up. */
  readonly unready: ReadonlySet<string>;
  /** Running without a sample. They count as idle on the way up and as exactly on target on the way down. */
  readonly missing: ReadonlySet<string>;
  /** Failed or being deleted. */
  readonly ignored: ReadonlySet<string>;
}

/** kube-controller-manager's --horizontal-pod-autoscaler-cpu-initialization-period and -initial-readiness-delay (ms). */
const CPU_INITIALIZATION = 5 * 60_000;
const INITIAL_READINESS_DELAY = 30_000;

/** Sort the pods as upstream's groupPods does; readiness matters for cpu only. */
export function groupPods(
  pods: readonly Pod[],
  metrics: PodMetrics,
  resource: string | undefined,
  now: number,
): PodGroups {
  const unready = new Set<string>();
  const missing = new Set<string>();
  const ignored = new Set<string>();
  let ready = 0;
  for (const pod of pods) {
    const name = pod.metadata!.name!;
    const metric = metrics.get(name);
    if (pod.metadata!.deletionTimestamp || pod.status?.phase === 'Failed') ignored.add(name);
    else if (pod.status?.phase === 'Pending') unready.add(name);
    else if (!metric) missing.add(name);
    else if (resource === 'cpu' && startsUp(pod, metric, now)) unready.add(name);
    else ready++;
  }
  return { ready, unready, missing, ignored };
}

/** Whether a pod's cpu sample still shows its start and not its work. */
function startsUp(pod: Pod, metric: PodMetric, now: number): boolean {
  const condition = pod.status?.conditions?.find(({ type }) => type === 'Ready');
  if (!condition || !pod.status?.startTime) return true;
  const started = Date.parse(pod.status.startTime);
  const changed = Date.parse(condition.lastTransitionTime ?? '');
  const notReady = condition.status === 'False';
  if (started + CPU_INITIALIZATION > now) return notReady || metric.timestamp < changed + metric.window;
  return notReady && started + INITIAL_READINESS_DELAY > changed;
}
