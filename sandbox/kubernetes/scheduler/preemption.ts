import type { KubeObject, ObjectStore } from '../object.ts';
import { misfit } from './filters.ts';
import { type NodeInfo, ONE_POD } from './node-info.ts';
import { add, podRequests } from './pod-requests.ts';

/** The pods that have to go so that one of a higher priority fits a node. */
export interface Preemption {
  readonly node: string;
  readonly victims: readonly KubeObject[];
}

export const priorityOf = ({ spec }: KubeObject): number => spec.priority ?? 0;

/**
 * The node on which the least is lost: the lowest of the highest priorities, then the fewest victims (DefaultPreemption in
 * pkg/scheduler/framework/plugins). PodDisruptionBudgets are not regarded: they hold nothing back there either, if there is no other way.
 */
export function planPreemption(
  store: ObjectStore,
  pod: KubeObject,
  nodes: readonly NodeInfo[],
): Preemption | undefined {
  if (pod.spec.preemptionPolicy === 'Never') return undefined;
  // Most clusters have no pod that is less important than another: then no list of all pods is needed.
  const lowest = Math.min(0, ...store.list('priorityclasses').map(({ value }) => value));
  if (priorityOf(pod) <= lowest) return undefined;
  const lower = store.list('pods').filter((other) => isVictim(other) && priorityOf(other) < priorityOf(pod));
  const plans = nodes.flatMap((node): Preemption[] => {
    if (misfit(pod, node)?.preemptible !== true) return [];
    const there = lower.filter(({ spec }) => spec.nodeName === node.name);
    const victims = fewest(pod, node, there);
    return victims ? [{ node: node.name, victims }] : [];
  });
  return plans.sort((a, b) => highest(a) - highest(b) || a.victims.length - b.victims.length)[0];
}

/** Whether somebody already leaves the node for the pod. */
export function isMakingRoom(store: ObjectStore, pod: KubeObject): boolean {
  const node: string | undefined = pod.status?.nominatedNodeName;
  return (
    node !== undefined &&
    store
      .list('pods')
      .some(
        (other) =>
          other.spec.nodeName === node &&
          other.metadata.deletionTimestamp !== undefined &&
          priorityOf(other) < priorityOf(pod),
      )
  );
}

const isVictim = ({ metadata, spec, status }: KubeObject): boolean =>
  spec.nodeName !== undefined &&
  metadata.deletionTimestamp === undefined &&
  status?.phase !== 'Succeeded' &&
  status?.phase !== 'Failed';

const highest = ({ victims }: Preemption): number => Math.max(...victims.map(priorityOf));

/** All lower pods go, then as many as possible stay, the most important first. */
function fewest(pod: KubeObject, node: NodeInfo, lower: readonly KubeObject[]): KubeObject[] | undefined {
  if (lower.length === 0 || misfit(pod, without(node, lower))) return undefined;
  let victims = [...lower];
  for (const candidate of [...lower].sort((a, b) => priorityOf(b) - priorityOf(a))) {
    const others = victims.filter((each) => each !== candidate);
    if (others.length > 0 && !misfit(pod, without(node, others))) victims = others;
  }
  return victims;
}

function without(node: NodeInfo, pods: readonly KubeObject[]): NodeInfo {
  const used = new Map(node.used);
  for (const pod of pods) {
    add(used, negated(podRequests(pod)));
    add(used, negated(ONE_POD));
  }
  return { ...node, used };
}

const negated = (amounts: ReadonlyMap<string, number>): Map<string, number> =>
  new Map([...amounts].map(([name, amount]) => [name, -amount]));
