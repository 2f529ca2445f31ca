import type { ListRequest } from '../../monitoring/monitoring.ts';
import { StatusError } from '../store/status-error.ts';

/** The adapter's request window (ms): a sample counts for as long after its pod fell silent. */
export const WINDOW = 300_000;
const RATE_ALIGNMENT = 60_000;

/** Cloud Monitoring's one_of() takes so many values. */
export const MAX_ONE_OF = 100;

/** The labels that name a pod's place in one type of monitored resource. */
interface Schema {
  readonly type: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly pods: string;
  readonly nodes: string;
}

const KUBERNETES = {
  cluster: 'resource.labels.cluster_name',
  namespace: 'resource.labels.namespace_name',
  pods: 'resource.labels.pod_name',
  nodes: 'resource.labels.node_name',
};

/** The adapter's new resource model. */
const SCHEMAS = {
  pod: { type: 'k8s_pod', ...KUBERNETES },
  container: { type: 'k8s_container', ...KUBERNETES },
  node: { type: 'k8s_node', ...KUBERNETES },
  prometheus: {
    type: 'prometheus_target',
    cluster: 'resource.labels.cluster',
    namespace: 'resource.labels.namespace',
    pods: 'metric.labels.pod',
    nodes: 'metric.labels.node',
  },
} as const satisfies Record<string, Schema>;

export interface Place {
  readonly project: string;
  readonly location: string;
  readonly cluster: string;
}

/** The objects of the query. */
export type Objects =
  | { readonly namespace: string; readonly pods: readonly string[]; readonly asContainer?: boolean }
  /** Pods by UID, in the legacy resource model. */
  | { readonly podIds: readonly string[] }
  | { readonly nodes: readonly string[] };

/** The filter of one request: its terms sorted and joined by AND. */
export function filterFor(type: string, objects: Objects, place: Place): string {
  if ('podIds' in objects) return legacyFilter(type, objects.podIds, place);
  const schema: Schema = SCHEMAS[schemaFor(type, objects)];
  const terms = [
    `resource.type = "${schema.type}"`,
    `metric.type = ${JSON.stringify(type)}`,
    `resource.labels.project_id = "${place.project}"`,
    `${schema.cluster} = "${place.cluster}"`,
    `resource.labels.location = "${place.location}"`,
    ...('nodes' in objects
      ? [`${schema.nodes} = monitoring.regex.full_match("^(${objects.nodes.join('|')})$")`]
      : [`${schema.namespace} = "${objects.namespace}"`, oneOf(schema.pods, objects.pods)]),
  ];
  return terms.sort().join(' AND ');
}

/**
 * The adapter's legacy resource model: no type of resource, no location, pods by UID (filter_builder.go, LegacyPodSchema).
 * Assumed: Cloud Monitoring answers such a query of a Prometheus metric without a series.
 */
function legacyFilter(type: string, podIds: readonly string[], { project, cluster }: Place): string {
  const terms = [
    `metric.type = ${JSON.stringify(type)}`,
    `resource.labels.project_id = "${project}"`,
    `resource.labels.cluster_name = "${cluster}"`,
    'resource.labels.container_name = ""',
    oneOf('resource.labels.pod_id', podIds),
  ];
  return terms.sort().join(' AND ');
}

function schemaFor(type: string, objects: Exclude<Objects, { podIds: unknown }>): keyof typeof SCHEMAS {
  if ('asContainer' in objects && objects.asContainer) return 'container';
  if (type.startsWith('prometheus.googleapis.com')) return 'prometheus';
  return 'nodes' in objects ? 'node' : 'pod';
}

function oneOf(label: string, names: readonly string[]): string {
  const quoted = names.map((name) => JSON.stringify(name));
  return quoted.length === 1 ? `${label} = ${quoted[0]}` : `${label} = one_of(${quoted.join(',')})`;
}

/** The request for the newest values of a metric: the last sample of a gauge, the rate of anything cumulative. */
export function latestValues(
  { metricKind, valueType }: { readonly metricKind: string; readonly valueType: string },
  { project, filter, reducer }: { readonly project: string; readonly filter: string; readonly reducer?: string },
  now: number,
): ListRequest {
  if (valueType === 'DISTRIBUTION') throw new StatusError('BadRequest', 'distributions are not supported');
  // Times travel as RFC 3339 in whole seconds.
  const end = Math.floor(now / 1000) * 1000;
  const rate = metricKind === 'DELTA' || metricKind === 'CUMULATIVE';
  return {
    project,
    filter,
    start: end - WINDOW,
    end,
    aligner: rate ? 'ALIGN_RATE' : 'ALIGN_NEXT_OLDER',
    alignmentPeriod: rate ? RATE_ALIGNMENT : WINDOW,
    ...(reducer !== undefined && { reducer }),
  };
}
