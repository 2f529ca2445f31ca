import { isManaged } from '../../admission/managed-namespaces.ts';
import type { KubeObject, ObjectStore } from '../../object.ts';
import { controllerOf, hasEnded } from '../pods.ts';
import type { NodeGroup } from './node-group.ts';

/** The taint by which the autoscaler marks an idle node; its value is the Unix time (s) at which it was found idle. */
const CANDIDATE = 'DeletionCandidateOfClusterAutoscaler';

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** A node that only daemon sets and GKE's own pods use, in a group that has more than its minimum. */
export interface IdleNode {
  readonly node: KubeObject;
  readonly group: NodeGroup;
  /** Simulated ms since the epoch. */
  readonly since: number;
}

/** Mark nodes that have become idle, unmark those that are in use again. @returns the idle ones, longest idle first */
export function markIdle(store: ObjectStore, groups: readonly NodeGroup[], now: number): IdleNode[] {
  const busy = new Set<string>();
  for (const pod of store.list('pods')) {
    const moves = controllerOf(pod)?.kind === 'DaemonSet' || isManaged(pod.metadata.namespace);
    if (!hasEnded(pod) && !moves) busy.add(pod.spec.nodeName);
  }
  const idle: IdleNode[] = [];
  for (const group of groups) {
    for (const { name } of group.instances) {
      const node = store.get('nodes', undefined, name);
      if (!node) continue;
      if (isBusy(name, group, busy) || group.pool.size <= group.min) unmark(store, node);
      else idle.push({ node, group, since: idleSince(node) ?? mark(store, node, now) });
    }
  }
  return idle.sort((a, b) => a.since - b.since);
}

/** The machines of a multi-host slice go together. */
function isBusy(name: string, { pool, instances }: NodeGroup, busy: ReadonlySet<string>): boolean {
  return pool.slice ? instances.some((instance) => busy.has(instance.name)) : busy.has(name);
}

const taintsOf = (node: KubeObject): readonly Taint[] => node.spec?.taints ?? [];

function idleSince(node: KubeObject): number | undefined {
  const taint = taintsOf(node).find(({ key }) => key === CANDIDATE);
  return taint && Number(taint.value) * 1000;
}

function mark(store: ObjectStore, node: KubeObject, now: number): number {
  const seconds = Math.floor(now / 1000);
  const taint: Taint = { key: CANDIDATE, value: String(seconds), effect: 'PreferNoSchedule' };
  store.modify('nodes', undefined, node.metadata.name, ({ spec }) => {
    spec.taints = [...taintsOf(node), taint];
  });
  return seconds * 1000;
}

function unmark(store: ObjectStore, node: KubeObject): void {
  if (idleSince(node) === undefined) return;
  store.modify('nodes', undefined, node.metadata.name, ({ spec }) => {
    spec.taints = taintsOf(node).filter(({ key }) => key !== CANDIDATE);
  });
}
