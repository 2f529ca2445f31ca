import type { Clock } from '../../core/clock.ts';
import type { ListedSeries } from '../../monitoring/monitoring.ts';
import type { KubeObject, ObjectStore } from '../object.ts';
import { notFound } from '../store/status-error.ts';
import { type CloudMonitoring, findDescriptor } from './cloud-monitoring.ts';
import type { Klog } from './klog.ts';
import { CUSTOM_LABELS, selectorFilter } from './metric-selector.ts';
import { filterFor, latestValues, MAX_ONE_OF, type Objects, type Place } from './query.ts';
import { metricNotFoundFor, notImplemented } from './refusals.ts';
import { checkOneContainer, valuesByObject } from './values.ts';

export interface ProviderOptions {
  readonly monitoring: CloudMonitoring;
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly place: Place;
  /** Ask for the metric of containers when pods have none (--fallback-for-container-metrics). */
  readonly containerFallback: boolean;
  /** Without --use-new-resource-model, the adapter finds series by pod UID. */
  readonly legacyModel: boolean;
  readonly log: Klog;
}

/** A request: `pods/*\/METRIC` with a label selector, `pods/NAME/METRIC`, `nodes/…`. */
export interface MetricQuery {
  /** Undefined for what has no namespace. */
  readonly namespace?: string;
  readonly resource: string;
  /** `*` for all that the label selector matches. */
  readonly name: string;
  /** As in the path: `prometheus.googleapis.com|vllm:num_requests_waiting|gauge`. */
  readonly metric: string;
  readonly labelSelector: string;
  readonly metricSelector: string;
}

/** The value of a metric for one object, in milli-units. */
export interface ObjectValue {
  readonly object: KubeObject;
  readonly value: number;
}

/** The custom metrics API's lookups, after the adapter's provider.go with its new resource model. */
export class CustomMetrics {
  readonly #options: ProviderOptions;

  constructor(options: ProviderOptions) {
    this.#options = options;
  }

  /** @throws StatusError, GoogleCallError */
  find(query: MetricQuery): readonly ObjectValue[] {
    const { namespace, resource, metric, name } = query;
    const objects = this.#objects(query);
    const ask = this.#asker(query);
    const found =
      namespace === undefined ? collect(objects, 'nodes', (nodes) => ask({ nodes })) : this.#pods(query, objects, ask);
    if (name !== '*' && found.length === 0) throw metricNotFoundFor(resource, metric, name);
    return found;
  }

  #pods({ namespace = '', metric }: MetricQuery, objects: readonly KubeObject[], ask: Ask): ObjectValue[] {
    if (this.#options.legacyModel) {
      const ids = new Map(objects.map(({ metadata }) => [metadata.name, metadata.uid]));
      return collect(objects, 'pods', (pods) => ask({ podIds: pods.map((name) => ids.get(name)!) }));
    }
    const found = collect(objects, 'pods', (pods) => ask({ namespace, pods }));
    if (found.length > 0 || !this.#options.containerFallback) return found;
    return collect(objects, 'pods', (pods) => {
      const series = ask({ namespace, pods, asContainer: true });
      checkOneContainer(series, metric);
      return series;
    });
  }

  /** Looks the metric's kind up first; any failure of that, even a missing permission, reads as a missing descriptor. */
  #asker({ metric, metricSelector }: MetricQuery): Ask {
    const { monitoring, clock, place, log } = this.#options;
    const { project } = place;
    const type = metric.includes('|') ? metric.replaceAll('|', '/') : `custom.googleapis.com/${metric}`;
    const descriptor = findDescriptor(monitoring, project, type);
    const { terms, reducer } = selectorFilter(metricSelector, CUSTOM_LABELS);
    return (objects) => {
      const own = filterFor(type, objects, place);
      log('I', 'filter_builder.go:258', `Query with filter(s): ${JSON.stringify(own)}`);
      const filter = [...terms, own].join(' AND ');
      return monitoring.timeSeries(latestValues(descriptor, { project, filter, reducer }, clock.now()));
    };
  }

  /** By name, as the API lists them. */
  #objects(query: MetricQuery): readonly KubeObject[] {
    const { namespace, resource, name, labelSelector } = query;
    if (resource !== (namespace === undefined ? 'nodes' : 'pods')) throw notImplemented(operationOf(query));
    const { store } = this.#options;
    if (name === '*') {
      const byName = (a: KubeObject, b: KubeObject): number => (a.metadata.name < b.metadata.name ? -1 : 1);
      return store.list(resource, { namespace, labelSelector }).sort(byName);
    }
    const object = store.get(resource, namespace, name);
    if (!object) throw notFound({ group: '', name: resource }, name);
    return [object];
  }
}

/** One request for the series of up to 100 objects. */
type Ask = (objects: Objects) => readonly ListedSeries[];

function collect(
  objects: readonly KubeObject[],
  of: 'pods' | 'nodes',
  ask: (names: readonly string[]) => readonly ListedSeries[],
): ObjectValue[] {
  const found: ObjectValue[] = [];
  for (let start = 0; start < objects.length; start += MAX_ONE_OF) {
    const batch = objects.slice(start, start + MAX_ONE_OF);
    const values = valuesByObject(ask(batch.map(({ metadata }) => metadata.name)), of);
    for (const object of batch) {
      const value = values.get(`${object.metadata.namespace ?? ''}:${object.metadata.name}`);
      if (value !== undefined) found.push({ object, value });
    }
  }
  return found;
}

/** The adapter's error for an unsupported request. */
function operationOf({ namespace, name, resource }: MetricQuery): string {
  const scope = namespace === undefined ? 'root scoped' : 'namespaced';
  return `Get ${scope} metric by ${name === '*' ? 'selector' : 'name'} for resource ${JSON.stringify(resource)}`;
}
