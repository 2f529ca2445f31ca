import type { Misfit } from './filters.ts';

/**
 * What kube-scheduler says of a pod that fits no node. The wording moved with Kubernetes 1.34 (dynamic resources take
 * part) and 1.35 (taints are no longer named).
 * @param preempts whether other pods make room: then there is no word of it
 */
export function unschedulableMessage(misfits: readonly Misfit[], minor: number, preempts = false): string {
  if (misfits.length === 0) return 'no nodes available to schedule pods';
  const total = `0/${misfits.length} nodes are available`;
  const reasons = misfits.flatMap((each) => each.reasons);
  const named =
    minor < 35 ? reasons : reasons.map((reason) => reason.replace(/untolerated taint \{.*\}/, 'untolerated taint(s)'));
  if (preempts) return `${total}: ${histogram(named)}.`;
  const preemption = misfits.map(({ preemptible }) =>
    preemptible ? 'No preemption victims found for incoming pod' : 'Preemption is not helpful for scheduling',
  );
  const claims = minor < 34 ? '' : ' no new claims to deallocate,';
  return `${total}: ${histogram(named)}.${claims} preemption: ${total}: ${histogram(preemption)}.`;
}

/** Of a pod that is refused before any node is looked at, as for a claim that does not exist. */
export function unresolvableMessage(reason: string, nodes: number, minor: number): string {
  if (nodes === 0) return 'no nodes available to schedule pods';
  const total = `0/${nodes} nodes are available`;
  const claims = minor < 34 ? '' : ' no new claims to deallocate,';
  return `${total}: ${reason}.${claims} preemption: ${total}: ${nodes} Preemption is not helpful for scheduling.`;
}

/** `1 Insufficient cpu, 2 node(s) had …`: each reason with its count, sorted as text. */
export function histogram(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(', ');
}
