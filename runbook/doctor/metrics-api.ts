import { type KubernetesObject, list } from '../../lib/kubernetes/objects.ts';
import { condition } from '../../lib/kubernetes/pods.ts';
import type { Session } from '../../lib/session/session.ts';
import { duration } from '../../lib/wait/duration.ts';
import { formatSelector } from './label-selector.ts';
import type { SourceType } from './metric.ts';
import { itemsAt } from './raw.ts';

/** The API group that the autoscaler asks for each source (k8s.io/kubernetes, pkg/controller/podautoscaler/metrics). */
export const GROUP: Readonly<Record<SourceType, string>> = {
  Pods: 'custom.metrics.k8s.io',
  Object: 'custom.metrics.k8s.io',
  External: 'external.metrics.k8s.io',
  Resource: 'metrics.k8s.io',
  ContainerResource: 'metrics.k8s.io',
};

/** The adapter reads the samples of the last five minutes (k8s-stackdriver, adapter.go: makeProviderOrDie). */
export const ADAPTER_WINDOW = duration('5m');

/** The program that serves a metrics API, told by its image. */
const PROGRAMS = {
  'custom-metrics-stackdriver-adapter': 'stackdriver',
  'prometheus-adapter': 'prometheus-adapter',
  'keda-metrics-apiserver': 'keda',
  'metrics-server': 'metrics-server',
} as const;

export type Program = (typeof PROGRAMS)[keyof typeof PROGRAMS] | 'unknown';

/** Who serves a metrics API. */
export interface MetricsApi {
  /** `v1beta2`; the version that the API server prefers. */
  readonly version: string;
  readonly name: string;
  /** The Service behind the API; none for an API that the API server serves itself. */
  readonly service?: { readonly name: string; readonly namespace: string };
  readonly available: boolean;
  /** The API server's reason why the API is not available. */
  readonly message: string;
  readonly pods: readonly KubernetesObject[];
  readonly program: Program;
  /** Command and arguments of the program's containers. */
  readonly args: readonly string[];
}

/** Who serves an API group; undefined when no APIService of the group is registered. */
export async function metricsApiOf(group: string, session: Session): Promise<MetricsApi | undefined> {
  const services = await itemsAt('/apis/apiregistration.k8s.io/v1/apiservices', session);
  const [first] = services
    .filter(({ spec }) => spec.group === group)
    .sort((a, b) => b.spec.versionPriority - a.spec.versionPriority);
  if (!first) return undefined;
  const available = condition(first, 'Available');
  const { service } = first.spec;
  const pods = service ? await podsBehind(service, session) : [];
  return {
    version: first.spec.version,
    name: first.metadata.name,
    ...(service && { service: { name: service.name, namespace: service.namespace } }),
    available: available?.status === 'True',
    message: available?.message ?? '',
    pods,
    program: programOf(pods),
    args: pods.flatMap(({ spec }) =>
      spec.containers.flatMap(({ command = [], args = [] }: { command?: string[]; args?: string[] }) => [
        ...command,
        ...args,
      ]),
    ),
  };
}

async function podsBehind(
  { name, namespace }: { name: string; namespace: string },
  session: Session,
): Promise<readonly KubernetesObject[]> {
  const [service] = await list({ resource: 'service', name, namespace }, session, session.signal);
  const selector = formatSelector({ matchLabels: service?.spec.selector ?? {} });
  return selector === '' ? [] : list({ resource: 'pods', selector, namespace }, session, session.signal);
}

function programOf(pods: readonly KubernetesObject[]): Program {
  const images = pods.flatMap(({ spec }) => spec.containers.map(({ image }: { image: string }) => image));
  const known = Object.entries(PROGRAMS).find(([name]) => images.some((image) => image.includes(name)));
  return known?.[1] ?? 'unknown';
}
