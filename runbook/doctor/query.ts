import type { KubernetesObject } from '../../lib/kubernetes/objects.ts';
import type { Subject } from './chain.ts';
import { formatSelector } from './label-selector.ts';
import { GROUP } from './metrics-api.ts';

/** The path that the autoscaler asks for its metric (k8s.io/metrics, pkg/client). */
export function queryPath({ metric, api, namespace, selector }: Subject): string {
  const group = GROUP[metric.type];
  const version = api?.version ?? (group === 'custom.metrics.k8s.io' ? 'v1beta2' : 'v1beta1');
  const root = `/apis/${group}/${version}/namespaces/${namespace}`;
  const own = formatSelector(metric.selector);
  switch (metric.type) {
    case 'Pods':
      return `${root}/pods/*/${metric.name}${query({ labelSelector: selector, metricLabelSelector: own })}`;
    case 'Object':
      return `${root}/${objectPath(metric.object!)}/${metric.name}${query({ metricLabelSelector: own })}`;
    case 'External':
      return `${root}/${metric.name}${query({ labelSelector: own })}`;
    default:
      return `${root}/pods${query({ labelSelector: selector })}`;
  }
}

function query(parameters: Readonly<Record<string, string>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

function objectPath({ apiVersion = 'v1', kind, name }: NonNullable<Subject['metric']['object']>): string {
  if (kind === 'Namespace') return 'metrics';
  const lower = kind.toLowerCase();
  const plural = /(?:s|x|ch|sh)$/.test(lower) ? `${lower}es` : `${lower.replace(/([^aeiou])y$/, '$1ie')}s`;
  return `${apiVersion.includes('/') ? `${plural}.${apiVersion.split('/')[0]}` : plural}/${name}`;
}

/** The values of an answer, with the object that each belongs to. */
export function valuesOf(
  items: readonly KubernetesObject[],
  metric: Subject['metric'],
): readonly { of: string; value: string }[] {
  return items.map((item) => ({
    of: item.describedObject?.name ?? item.metadata?.name ?? item.metricLabels?.['metric.labels.pod'] ?? metric.name,
    value: item.value ?? usage(item, metric.name),
  }));
}

function usage(item: KubernetesObject, resource: string): string {
  const containers: { usage: Record<string, string> }[] = item.containers ?? [];
  return containers.map((container) => container.usage[resource] ?? '?').join('+');
}
