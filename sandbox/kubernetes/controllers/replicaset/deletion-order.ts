import type { KubeObject } from '../../object.ts';
import { conditionOf } from '../conditions.ts';
import { isReady } from '../pods.ts';

const PHASES = ['Pending', 'Unknown', 'Running'];

const restarts = (pod: KubeObject): number =>
  Math.max(0, ...(pod.status?.containerStatuses ?? []).map((each: { restartCount: number }) => each.restartCount));

const deletionCost = (pod: KubeObject): number =>
  Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0);

/** Each rule gives a rank; the pod of the lower rank goes first. From kube-controller-manager's ActivePodsWithRanks. */
const RULES: readonly ((pod: KubeObject) => number)[] = [
  (pod) => (pod.spec.nodeName === undefined ? 0 : 1),
  (pod) => PHASES.indexOf(pod.status?.phase ?? 'Pending'),
  (pod) => (isReady(pod) ? 1 : 0),
  deletionCost,
  (pod) => -Date.parse(conditionOf(pod, 'Ready')?.lastTransitionTime ?? '9999-12-31T00:00:00Z'),
  (pod) => -restarts(pod),
  (pod) => -Date.parse(pod.metadata.creationTimestamp),
];

/** Compares two pods of a replica set that has too many: the one that is less of a loss comes first. */
export function deletionOrder(a: KubeObject, b: KubeObject): number {
  for (const rank of RULES) {
    const difference = rank(a) - rank(b);
    if (difference !== 0) return difference;
  }
  return a.metadata.name < b.metadata.name ? -1 : 1;
}
