import type { KubeObject, ObjectStore } from '../../object.ts';
import { formatLabelSelector } from '../../store/selectors.ts';

/** How many of the pods that the budget covers may go now (pkg/controller/disruption). */
export function disruptionsAllowed(store: ObjectStore, { metadata, spec }: KubeObject): number {
  const labelSelector = formatLabelSelector(spec.selector);
  const pods = store.list('pods', { namespace: metadata.namespace!, labelSelector });
  const healthy = pods.filter(isHealthy).length;
  const needed =
    spec.maxUnavailable === undefined
      ? portion(spec.minAvailable ?? 1, pods.length)
      : pods.length - portion(spec.maxUnavailable, pods.length);
  return Math.max(0, healthy - needed);
}

/** A number, or a percentage of the total, rounded up. */
function portion(value: number | string, total: number): number {
  return typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) / 100) * total);
}

function isHealthy({ metadata, status }: KubeObject): boolean {
  const conditions: { type: string; status: string }[] = status?.conditions ?? [];
  const ready = conditions.some(({ type, status: value }) => type === 'Ready' && value === 'True');
  return ready && metadata.deletionTimestamp === undefined;
}
