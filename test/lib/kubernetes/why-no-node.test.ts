import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/index.ts';
import type { ComputeItem } from '../../../lib/google/compute.ts';
import type { KubernetesObject } from '../../../lib/kubernetes/objects.ts';
import { type Nodes, reasons } from '../../../lib/kubernetes/why-no-node.ts';

const NODE = 'gke-vllm-tpu-tpunodepool-1234-abcd';
const at = (minute: number): string => new Date(minute * 60_000).toISOString();

const unscheduled: KubernetesObject = {
  kind: 'Pod',
  metadata: { name: 'p-1', uid: '1', creationTimestamp: at(20) },
  spec: {},
  status: {
    conditions: [
      { type: 'PodScheduled', status: 'False', message: '0/1 nodes are available: 1 Insufficient google.com/tpu.' },
    ],
  },
};
const leaving: KubernetesObject = {
  kind: 'Pod',
  metadata: { name: 'p-0', uid: '0', deletionTimestamp: at(20) },
  spec: { nodeName: NODE },
};
const machine: ComputeItem = { name: NODE, creationTimestamp: at(19) };

function node(chips: string, ready = 'True'): KubernetesObject {
  const labels = { 'cloud.google.com/gke-tpu-accelerator': 'tpu-v6e-slice' };
  const status = { allocatable: { 'google.com/tpu': chips }, conditions: [{ type: 'Ready', status: ready }] };
  return { kind: 'Node', metadata: { name: NODE, uid: 'n', labels }, status };
}

function nodeEvent(minute: number): KubernetesObject {
  const message = `Node ${NODE} status is now: NodeNotReady`;
  return {
    kind: 'Event',
    metadata: { name: 'e', uid: 'e' },
    reason: 'NodeNotReady',
    message,
    lastTimestamp: at(minute),
  };
}

const failedScaleUp: KubernetesObject = {
  kind: 'Event',
  metadata: { name: 'f', uid: 'f' },
  reason: 'FailedScaleUp',
  message: 'Node scale up in zones us-east5-b associated with this pod failed: GCE out of resources.',
  involvedObject: { name: 'p-1' },
  lastTimestamp: at(1),
};

const causeOf = (seen: Partial<Nodes>): string | undefined =>
  diagnose(reasons({ pods: [unscheduled], events: [], nodes: [], nodeEvents: [], machines: [], since: 0, ...seen }))
    ?.code;

describe('a pod without a node', () => {
  it.each<[string, string | undefined, Partial<Nodes>]>([
    ['fits no node', 'NO_TPU_NODE', {}],
    ['fits no node when all nodes are in use', 'NO_TPU_NODE', { nodes: [node('8')], machines: [machine] }],
    ['waits for a terminating pod', undefined, { pods: [leaving, unscheduled], nodes: [node('8')] }],
    ['waits for a machine without a node', 'NODE_STARTING', { machines: [machine] }],
    ['waits for an unready node', 'NODE_STARTING', { nodes: [node('8', 'False')], machines: [machine] }],
    ['waits for the chips of a node', 'NODE_STARTING', { nodes: [node('0')], machines: [machine] }],
    ['has lost its node', 'NODE_LOST', { nodeEvents: [nodeEvent(16)], machines: [machine] }],
    ['ignores a node that was lost long before the pod', 'NO_TPU_NODE', { nodeEvents: [nodeEvent(14)] }],
    [
      'ignores a node that was removed before the wait',
      'NODE_STARTING',
      { nodeEvents: [nodeEvent(18)], machines: [machine], since: 21 * 60_000 },
    ],
    [
      'has lost its node right before the wait',
      'NODE_LOST',
      { nodeEvents: [nodeEvent(18)], machines: [machine], since: 20 * 60_000 },
    ],
    ['fails in a zone without free machines, whatever the age of the event', 'STOCKOUT', { events: [failedScaleUp] }],
    ['fails to get a substitute for a lost node', 'STOCKOUT', { events: [failedScaleUp], nodeEvents: [nodeEvent(18)] }],
    ['waits for the machine of a second attempt', 'NODE_STARTING', { events: [failedScaleUp], machines: [machine] }],
  ])('%s', (_, code, seen) => {
    expect(causeOf(seen)).toBe(code);
  });

  it('gives no evidence once it is scheduled', () => {
    expect(causeOf({ pods: [{ ...unscheduled, status: {} }], nodeEvents: [nodeEvent(20)] })).toBeUndefined();
  });
});
