import type { KubernetesObject } from '../../lib/kubernetes/objects.ts';
import type { LabelSelector } from './label-selector.ts';

export type SourceType = 'Pods' | 'Object' | 'External' | 'Resource' | 'ContainerResource';

/** `spec.metrics[].*.target` of a HorizontalPodAutoscaler. */
export interface MetricTarget {
  readonly type: string;
  readonly value?: string | number;
  readonly averageValue?: string | number;
  readonly averageUtilization?: number;
}

/** One metric that an autoscaler reads. */
export interface Metric {
  /** The position in `spec.metrics`. */
  readonly index: number;
  readonly type: SourceType;
  /** The autoscaler's name of the metric. */
  readonly name: string;
  readonly selector?: LabelSelector;
  readonly target?: MetricTarget;
  /** The object of an Object metric. */
  readonly object?: { readonly apiVersion?: string; readonly kind: string; readonly name: string };
  /** The series of Prometheus behind it; no kind where the autoscaler's name has none. */
  readonly series?: { readonly name: string; readonly kind?: string };
}

/** The field of `spec.metrics[]` and `status.currentMetrics[]` that a source fills: `containerResource`. */
export function fieldOf(type: SourceType): string {
  return type.charAt(0).toLowerCase() + type.slice(1);
}

/** The autoscaler's name of a metric of Managed Service for Prometheus. */
export function customMetric(metric: string): string {
  return `prometheus.googleapis.com|${metric}|gauge`;
}

const MANAGED = /^prometheus\.googleapis\.com[|/](.+)[|/](gauge|counter|histogram|summary|unknown(?::counter)?)$/;

/** The API's default for `spec.metrics` (k8s.io/kubernetes, pkg/apis/autoscaling/v2/defaults.go). */
const DEFAULT = [
  { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
];

/** The metrics that an autoscaler reads, in the order of its spec. */
export function metricsOf({ spec }: KubernetesObject): readonly Metric[] {
  // biome-ignore lint/suspicious/noExplicitAny: one of five sources
  return (spec.metrics ?? DEFAULT).map((entry: any, index: number): Metric => {
    const type = entry.type as SourceType;
    const source = entry[fieldOf(type)] ?? {};
    const name: string = source.metric?.name ?? source.name ?? '';
    const series = seriesOf(type, name);
    return {
      index,
      type,
      name,
      ...(source.metric?.selector && { selector: source.metric.selector }),
      ...(source.target && { target: source.target }),
      ...(source.describedObject && { object: source.describedObject }),
      ...(series && { series }),
    };
  });
}

/** A Pods metric of another form may still be a series of the pods' pages. */
function seriesOf(type: SourceType, name: string): Metric['series'] {
  const [, series, kind] = MANAGED.exec(name) ?? [];
  if (series !== undefined) return { name: series, ...(kind && { kind }) };
  return type === 'Pods' && !/[|/]/.test(name) ? { name } : undefined;
}
