import type { KubeObject } from '../../object.ts';
import { canonicalQuantity } from '../../resources/quantity.ts';
import { notFound } from '../../store/status-error.ts';
import { timestamp } from '../../time.ts';
import type { ApiContext, ResourceHandler } from '../context.ts';
import { selectorsOf } from '../read.ts';
import { listReply, objectReply } from '../render.ts';
import type { Target } from '../target.ts';

/** The usage of the machine's system processes. */
const SYSTEM = { cpuMillicores: 80, memoryBytes: 1_200 * 2 ** 20 };

interface Usage {
  readonly cpuMillicores: number;
  readonly memoryBytes: number;
}

const quantities = ({ cpuMillicores, memoryBytes }: Usage): object => ({
  cpu: canonicalQuantity(`${Math.round(cpuMillicores * 1e6)}n`),
  memory: `${Math.round(memoryBytes / 1024)}Ki`,
});

function sum(usages: readonly Usage[]): Usage {
  return usages.reduce((total, { cpuMillicores, memoryBytes }) => ({
    cpuMillicores: total.cpuMillicores + cpuMillicores,
    memoryBytes: total.memoryBytes + memoryBytes,
  }));
}

/** The use of each of the pod's containers that says it, by name. */
function usageOf({ runtime }: ApiContext, pod: KubeObject): [name: string, usage: Usage][] {
  return [...runtime.running(pod.metadata.uid)].flatMap(([name, container]): [string, Usage][] => {
    const usage = container.usage?.();
    return usage ? [[name, usage]] : [];
  });
}

function sample({ world }: ApiContext, kind: string, { metadata }: KubeObject, use: object): KubeObject {
  const { name, namespace, labels, resourceVersion, uid } = metadata;
  const now = timestamp(world.clock.now());
  return {
    apiVersion: 'metrics.k8s.io/v1beta1',
    kind,
    metadata: {
      name,
      ...(namespace && { namespace }),
      uid,
      resourceVersion,
      creationTimestamp: now,
      ...(labels && { labels }),
    },
    timestamp: now,
    window: '30s',
    ...use,
  };
}

function podMetrics(context: ApiContext, pod: KubeObject): KubeObject[] {
  const containers = usageOf(context, pod).map(([name, usage]) => ({ name, usage: quantities(usage) }));
  return containers.length > 0 ? [sample(context, 'PodMetrics', pod, { containers })] : [];
}

function nodeMetrics(context: ApiContext, node: KubeObject): KubeObject[] {
  const pods = context.store.list('pods', { fieldSelector: `spec.nodeName=${node.metadata.name}` });
  const usages = pods.flatMap((pod) => usageOf(context, pod).map(([, usage]) => usage));
  return [sample(context, 'NodeMetrics', node, { usage: quantities(sum([SYSTEM, ...usages])) })];
}

type Measure = (context: ApiContext, object: KubeObject) => KubeObject[];

const MEASURES: Readonly<Record<string, Measure>> = { nodes: nodeMetrics, pods: podMetrics };

function measured(context: ApiContext, target: Target, objects: readonly KubeObject[]): KubeObject[] {
  return objects.flatMap((object) => MEASURES[target.type.name]!(context, object));
}

/** metrics.k8s.io: the averages of the last minute, as metrics-server gives them. */
export const listMetrics: ResourceHandler = (context, target, request) => {
  const objects = context.store.list(target.type.name, selectorsOf(target, request.query));
  return listReply(context, request, target.type, measured(context, target, objects), { resourceVersion: '' });
};

export const getMetrics: ResourceHandler = (context, target, request) => {
  const object = context.store.get(target.type.name, target.namespace, target.name!);
  const [found] = object ? measured(context, target, [object]) : [];
  if (!found) throw notFound(target.type, `${target.namespace ? `${target.namespace}/` : ''}${target.name}`);
  return objectReply(context, request, target.type, found);
};
