import type { KubeObject } from '../object.ts';
import { matchesNode } from './affinity.ts';
import type { NodeInfo, Taint } from './node-info.ts';
import { podRequests } from './pod-requests.ts';

interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

/** Why a pod cannot run on a node. */
export interface Misfit {
  readonly reasons: readonly string[];
  /** Whether evicting other pods could make room. */
  readonly preemptible: boolean;
}

type Filter = (pod: KubeObject, node: NodeInfo) => Misfit | undefined;

const unresolvable = (reason: string): Misfit => ({ reasons: [reason], preemptible: false });

/** kube-scheduler's filter plugins in their default order; the first that objects gives the reasons. */
const FILTERS: readonly Filter[] = [
  (pod, node) =>
    node.unschedulable && !tolerates(pod, UNSCHEDULABLE) ? unresolvable('node(s) were unschedulable') : undefined,
  (pod, node) => {
    const taint = node.taints.find((each) => BINDING.has(each.effect) && !tolerates(pod, each));
    return taint && unresolvable(`node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`);
  },
  (pod, node) =>
    matchesNode(pod, node) ? undefined : unresolvable("node(s) didn't match Pod's node affinity/selector"),
  fitsResources,
];

const UNSCHEDULABLE: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
const BINDING = new Set(['NoSchedule', 'NoExecute']);

export function misfit(pod: KubeObject, node: NodeInfo): Misfit | undefined {
  for (const filter of FILTERS) {
    const objection = filter(pod, node);
    if (objection) return objection;
  }
  return undefined;
}

export function tolerates(pod: KubeObject, taint: Taint): boolean {
  return ((pod.spec.tolerations ?? []) as Toleration[]).some(
    ({ key, operator = 'Equal', value, effect }) =>
      (!effect || effect === taint.effect) &&
      (!key || key === taint.key) &&
      (operator === 'Exists' || (value ?? '') === (taint.value ?? '')),
  );
}

function fitsResources(pod: KubeObject, node: NodeInfo): Misfit | undefined {
  const reasons: string[] = [];
  let preemptible = true;
  const { allocatable, used } = node;
  if ((used.get('pods') ?? 0) + 1 > (allocatable.get('pods') ?? 0)) reasons.push('Too many pods');
  for (const [name, amount] of podRequests(pod)) {
    const total = allocatable.get(name) ?? 0;
    // A sum of decimal fractions is not exact: a billionth is no shortage.
    if (amount === 0 || amount <= total - (used.get(name) ?? 0) + 1e-9) continue;
    reasons.push(`Insufficient ${name}`);
    if (amount > total) preemptible = false;
  }
  return reasons.length > 0 ? { reasons, preemptible } : undefined;
}
