import type { World } from '../../core/world.ts';
import type { KubeObject } from '../object.ts';

/** How often a kubelet renews its lease, and reports a status that has not changed (ms). */
const RENEWAL = 10_000;
const REPORT = 5 * 60_000;

/** The conditions that the kubelet's heartbeat renews; the network's is the cloud's, written once. */
const ONCE = 'NetworkUnavailable';

/** A node, or a node's lease, with the heartbeat of now: it is not stored, so that an idle cluster uses no CPU. */
export function withHeartbeat(object: KubeObject, { clock }: Pick<World, 'clock'>): KubeObject {
  const { kind, metadata, spec, status } = object;
  const now = clock.now();
  if (kind === 'Lease' && metadata.namespace === 'kube-node-lease' && spec?.renewTime) {
    const renewTime = `${later(spec.renewTime, now, RENEWAL).toISOString().slice(0, -1)}000Z`;
    return { ...object, spec: { ...spec, renewTime } };
  }
  if (kind !== 'Node' || !status?.conditions) return object;
  const conditions = (status.conditions as Condition[]).map((condition) => {
    if (condition.type === ONCE || !condition.lastHeartbeatTime) return condition;
    const beat = later(condition.lastHeartbeatTime, now, REPORT);
    return { ...condition, lastHeartbeatTime: `${beat.toISOString().slice(0, 19)}Z` };
  });
  return { ...object, status: { ...status, conditions } };
}

interface Condition {
  readonly type: string;
  readonly lastHeartbeatTime?: string;
}

function later(first: string, now: number, period: number): Date {
  const at = Date.parse(first);
  return new Date(at + Math.max(0, Math.floor((now - at) / period)) * period);
}
