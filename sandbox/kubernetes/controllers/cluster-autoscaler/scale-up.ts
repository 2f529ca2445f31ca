import type { KubeObject } from '../../object.ts';
import { misfit } from '../../scheduler/filters.ts';
import { type NodeInfo, ONE_POD } from '../../scheduler/node-info.ts';
import { add, podRequests } from '../../scheduler/pod-requests.ts';
import { histogram } from '../../scheduler/unschedulable.ts';
import { type NodeGroup, templateNode } from './node-group.ts';

/** How many machines a group is to get, and for which pods. */
export interface Expansion {
  readonly group: NodeGroup;
  count: number;
  readonly pods: KubeObject[];
}

export interface Plan {
  readonly expansions: readonly Expansion[];
  /** Pods that no group can take, with the reasons as the autoscaler's event gives them. */
  readonly hopeless: readonly { readonly pod: KubeObject; readonly reasons: string }[];
}

/**
 * Packs pods into existing and upcoming nodes, and the rest into the fewest new nodes of the cheapest fitting group.
 * @param nodes those that are there or on their way
 * @param inBackoff groups that failed lately
 */
export function planScaleUp(
  pods: readonly KubeObject[],
  groups: readonly NodeGroup[],
  nodes: readonly NodeInfo[],
  inBackoff: ReadonlySet<NodeGroup>,
): Plan {
  const room: Room[] = nodes.map(forPacking);
  const expansions = new Map<string, Expansion>();
  const hopeless: { pod: KubeObject; reasons: string }[] = [];
  const cheapestFirst = [...groups].sort((a, b) => a.machine.pricePerHour - b.machine.pricePerHour);
  for (const pod of pods) {
    const planned = room.find(({ node }) => !misfit(pod, node));
    if (planned) {
      take(planned, pod);
      planned.expansion?.pods.push(pod);
      continue;
    }
    const objections = cheapestFirst.map((group) => objection(pod, group, expansions.get(group.pool.name), inBackoff));
    const group = cheapestFirst[objections.indexOf(undefined)];
    if (!group) {
      hopeless.push({ pod, reasons: histogram(objections.flatMap((each) => each ?? [])) });
      continue;
    }
    const expansion = expansions.get(group.pool.name) ?? { group, count: 0, pods: [] };
    const machines = group.pool.slice?.hosts ?? 1;
    expansion.count += machines;
    expansion.pods.push(pod);
    expansions.set(group.pool.name, expansion);
    const fresh = Array.from({ length: machines }, () => ({
      ...forPacking(templateNode(group.pool, group.machine)),
      expansion,
    }));
    take(fresh[0]!, pod);
    room.push(...fresh);
  }
  return { expansions: [...expansions.values()], hopeless };
}

interface Room {
  readonly node: NodeInfo;
  readonly used: Map<string, number>;
  /** Set when the node is planned only. */
  readonly expansion?: Expansion;
}

function forPacking(node: NodeInfo): Room {
  const used = new Map(node.used);
  return { node: { ...node, used }, used };
}

function take({ used }: Room, pod: KubeObject): void {
  add(used, podRequests(pod));
  add(used, ONE_POD);
}

function objection(
  pod: KubeObject,
  group: NodeGroup,
  expansion: Expansion | undefined,
  inBackoff: ReadonlySet<NodeGroup>,
): readonly string[] | undefined {
  if (inBackoff.has(group)) return ['in backoff after failed scale-up'];
  const machines = group.pool.slice?.hosts ?? 1;
  if (group.pool.size + (expansion?.count ?? 0) + machines > group.max) return ['max node group size reached'];
  return misfit(pod, templateNode(group.pool, group.machine))?.reasons;
}
