import type { ListedSeries } from '../../monitoring/monitoring.ts';
import { StatusError } from '../store/status-error.ts';

/** The newest value of a series, in milli-units. */
export function newestValue({ points }: ListedSeries): number {
  const point = points[0];
  if (!point) {
    throw new StatusError('InternalError', 'Internal error occurred: Empty time series returned from Stackdriver');
  }
  const { int64Value, doubleValue } = point.value as { int64Value?: string; doubleValue?: number };
  if (int64Value !== undefined) return Number(int64Value) * 1000;
  if (doubleValue !== undefined) return Math.trunc(doubleValue * 1000);
  const shown = JSON.stringify(point.value);
  throw new StatusError(
    'BadRequest',
    `Expected metric of type DoubleValue or Int64Value, but received TypedValue: ${shown}`,
  );
}

/** The object that a series is about, as `namespace:name` (a node has no namespace). */
function objectOf({ resource, metric }: ListedSeries, of: 'pods' | 'nodes'): string {
  const { type, labels } = resource;
  if (type === 'prometheus_target') {
    return of === 'nodes' ? `:${metric.labels.node ?? ''}` : `${labels.namespace}:${metric.labels.pod ?? ''}`;
  }
  return type === 'k8s_node' ? `:${labels.node_name}` : `${labels.namespace_name}:${labels.pod_name}`;
}

/** Milli-units by object: all series of one object are added up. */
export function valuesByObject(series: readonly ListedSeries[], of: 'pods' | 'nodes'): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const each of series) {
    const object = objectOf(each, of);
    values.set(object, (values.get(object) ?? 0) + newestValue(each));
  }
  return values;
}

/** @throws StatusError when two containers of one pod have the metric. */
export function checkOneContainer(series: readonly ListedSeries[], metric: string): void {
  const containers = new Map<string, string>();
  for (const each of series) {
    const pod = objectOf(each, 'pods');
    const container = each.resource.labels.container_name ?? '';
    const known = containers.get(pod) ?? container;
    if (known !== container) {
      const message = `Only one container in pod can have specific metric. Containers ${known} ${container} have the same metric ${metric} in pod ${pod}`;
      throw new StatusError('BadRequest', message);
    }
    containers.set(pod, container);
  }
}
