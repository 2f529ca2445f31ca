import { GoogleApiError } from '../../core/google-error.ts';
import { type Metric, metricKey } from '../series/metrics.ts';
import type { SeriesStore } from '../series/store.ts';
import { type MetricType, metricTypes, prometheusName } from './metric-types.ts';

/** The metric types of each project that readers can see. */
export class MetricTypes {
  readonly #store: SeriesStore;

  constructor(store: SeriesStore) {
    this.#store = store;
  }

  find(project: string, type: string): MetricType | undefined {
    const named = prometheusName(type);
    const metric: Metric | undefined = named && this.#store.metrics.visible(metricKey(project, named.name, named.kind));
    return metric && metricTypes(metric).find((candidate) => candidate.type === type);
  }

  /** @throws GoogleApiError 404 */
  get(project: string, type: string): MetricType {
    const found = this.find(project, type);
    if (!found) throw new GoogleApiError(404, `Could not find descriptor for metric '${type}'.`);
    return found;
  }

  list(project: string): MetricType[] {
    return this.#store.metrics.list(project).flatMap(metricTypes);
  }
}

/** A metric descriptor as the v3 API shows it. */
export function descriptor({ type, metricKind, valueType, metric }: MetricType): Record<string, unknown> {
  return {
    name: `projects/${metric.project}/metricDescriptors/${type}`,
    labels: metric.labels.map((key) => ({ key })),
    metricKind,
    valueType,
    description: '',
    displayName: type.slice(type.indexOf('/') + 1),
    type,
    metadata: {},
    monitoredResourceTypes: ['prometheus_target'],
  };
}
