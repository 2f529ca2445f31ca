import { type Seen, seen } from '../diagnosis/index.ts';
import { aggregated, type ComputeItem, isOf } from '../google/compute.ts';
import type { Session } from '../session/session.ts';
import { duration } from '../wait/duration.ts';
import { type KubernetesObject, list } from './objects.ts';
import { condition, isUnscheduled } from './pods.ts';

/** Observations of pods and their nodes. */
export interface Nodes {
  readonly pods: readonly KubernetesObject[];
  /** Events in the pods' namespace. */
  readonly events: readonly KubernetesObject[];
  readonly nodes: readonly KubernetesObject[];
  /** Events of nodes, in the namespace `default`. */
  readonly nodeEvents: readonly KubernetesObject[];
  /** Compute Engine machines of the cluster; each exists some minutes before its node. */
  readonly machines: readonly ComputeItem[];
  /** The beginning of the wait (ms). */
  readonly since: number;
}

/** Kubernetes evicts a pod this long after its node stops answering. */
const EVICTION = duration('5m');
/** A node that went longer than this before the wait was no node of these pods, for example before a resize to 0. */
const BEFORE_WAIT = duration('2m');

/** Why pods have no node: their node is lost, a node is starting, or no node fits. */
export async function whyNoNode(
  pods: readonly KubernetesObject[],
  events: readonly KubernetesObject[],
  since: number,
  session: Session,
  signal: AbortSignal,
): Promise<readonly Seen[]> {
  if (!pods.some(isUnscheduled)) return [];
  const [nodes, nodeEvents, machines] = await Promise.all([
    list({ resource: 'nodes' }, session, signal),
    list({ resource: 'events', namespace: 'default' }, session, signal),
    // Without permission to list machines, their nodes show a little later.
    aggregated(session, 'instances').catch(() => []),
  ]);
  const { CLUSTER_NAME: cluster, CONTROL_PLANE_LOCATION: location } = session.config;
  const ours = machines.filter((machine) => isOf(machine, { cluster, location }));
  return reasons({ pods, events, nodes, nodeEvents, machines: ours, since });
}

/** A lost or starting node takes precedence over "no node". */
export function reasons({ pods, events, nodes, nodeEvents, machines, since }: Nodes): readonly Seen[] {
  const unscheduled = pods.filter(isUnscheduled);
  const created = Math.min(...unscheduled.map(({ metadata }) => Date.parse(metadata.creationTimestamp ?? '')));
  const from = Math.max(created - EVICTION, since - BEFORE_WAIT);
  const lost = nodeEvents.filter((event) => event.reason === 'NodeNotReady' && timeOf(event) >= from);
  const coming = machines.filter(({ name }) => !isOfUse(nodes.find(({ metadata }) => metadata.name === name)));
  const failed = coming.length > 0 ? [] : events.filter((event) => failsToScale(event, unscheduled));
  // A terminating pod will free its node.
  const waits = pods.some(({ spec, metadata }) => spec?.nodeName && metadata.deletionTimestamp);
  const explained = waits || [lost, coming, failed].some(({ length }) => length > 0);
  return [
    ...seen(
      'node',
      lost.map(({ message }) => `NodeNotReady: ${message}`),
    ),
    ...seen(
      'node',
      coming.map(({ name }) => `node ${name} is starting`),
    ),
    ...seen(
      'event',
      failed.map(({ message }) => `FailedScaleUp: ${message}`),
    ),
    ...seen(
      'condition',
      explained ? [] : unscheduled.map((pod) => `${pod.metadata.name} PodScheduled: ${schedulerOn(pod)}`),
    ),
  ];
}

/** At any time in the past: the autoscaler backs off after a failure. */
function failsToScale({ reason, involvedObject }: KubernetesObject, pods: readonly KubernetesObject[]): boolean {
  return reason === 'FailedScaleUp' && pods.some(({ metadata }) => metadata.name === involvedObject?.name);
}

function schedulerOn(pod: KubernetesObject): string {
  return condition(pod, 'PodScheduled')?.message ?? '';
}

/** The node is ready and, with TPUs, has registered its chips, which happens later. */
function isOfUse(node: KubernetesObject | undefined): boolean {
  if (node === undefined || condition(node, 'Ready')?.status !== 'True') return false;
  const isTpu = node.metadata.labels?.['cloud.google.com/gke-tpu-accelerator'] !== undefined;
  return !isTpu || Number(node.status?.allocatable?.['google.com/tpu'] ?? 0) > 0;
}

/** When an event was last seen (ms). */
export function timeOf({ lastTimestamp, eventTime, metadata }: KubernetesObject): number {
  return Date.parse(lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? '');
}
