import type { KubeObject, ObjectStore } from '../object.ts';
import { add, parseResources, podRequests, type Resources } from './pod-requests.ts';

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** A node, or one that could be added, as the scheduler's filters see it. */
export interface NodeInfo {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly unschedulable: boolean;
  readonly allocatable: Resources;
  readonly used: Resources;
}

const allocatables = new WeakMap<object, Resources>();

export function nodeInfo(node: KubeObject, used: Resources): NodeInfo {
  const list = node.status?.allocatable ?? {};
  let allocatable = allocatables.get(list);
  if (!allocatable) {
    allocatable = parseResources(list);
    allocatables.set(list, allocatable);
  }
  return {
    name: node.metadata.name,
    labels: node.metadata.labels ?? {},
    taints: node.spec?.taints ?? [],
    unschedulable: node.spec?.unschedulable === true,
    allocatable,
    used,
  };
}

const NOTHING: Resources = new Map();

/** The sum of the pod requests of each node, with `pods` as their number; updated by a watch. */
export class NodeUsage {
  readonly #used = new Map<string, Map<string, number>>();

  constructor(store: ObjectStore) {
    for (const pod of store.list('pods')) this.#count(pod, 1);
    store.subscribe('pods', ({ type, object, previous }) => {
      if (type !== 'ADDED') this.#count(previous ?? object, -1);
      if (type !== 'DELETED') this.#count(object, 1);
    });
  }

  of(node: string): Resources {
    return this.#used.get(node) ?? NOTHING;
  }

  #count(pod: KubeObject, sign: 1 | -1): void {
    const node: string | undefined = pod.spec.nodeName;
    if (node === undefined || pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') return;
    let used = this.#used.get(node);
    if (!used) {
      used = new Map();
      this.#used.set(node, used);
    }
    add(used, podRequests(pod), sign);
    add(used, ONE_POD, sign);
  }
}

export const ONE_POD: Resources = new Map([['pods', 1]]);
