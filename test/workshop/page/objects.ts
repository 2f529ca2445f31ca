import type { KubernetesObject } from '../../../lib/kubernetes/objects.ts';
import { UNSEEN, type World } from '../../../workshop/page/world/world.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A Kubernetes object with a name and what matters. */
export function object(kind: string, name: string, fields: Fields = {}, metadata: Fields = {}): KubernetesObject {
  return { kind, metadata: { name, uid: `uid-${name}`, ...metadata }, ...fields } as KubernetesObject;
}

export function pod(name: string, status: Fields, spec: Fields = {}, metadata: Fields = {}): KubernetesObject {
  return object('Pod', name, { status, spec }, metadata);
}

/** A TPU node with 8 chips. */
export function tpuNode(name: string, ready = 'True'): KubernetesObject {
  const labels = {
    'cloud.google.com/gke-nodepool': 'tpunodepool',
    'node.kubernetes.io/instance-type': 'ct6e-standard-8t',
    'cloud.google.com/gke-tpu-topology': '2x4',
  };
  const status = { allocatable: { 'google.com/tpu': '8' }, conditions: [{ type: 'Ready', status: ready }] };
  return object('Node', name, { status }, { labels });
}

/** A container that asks for TPU chips. */
export const chips = (count: number): Fields => ({
  containers: [{ name: 'vllm', resources: { limits: { 'google.com/tpu': String(count) } } }],
});

/** An autoscaler on the queue: target 10. @param value the average that it read */
export function hpa(value: string | undefined, status: Fields = {}, spec: Fields = {}): KubernetesObject {
  const metric = { name: 'prometheus.googleapis.com|vllm:num_requests_waiting|gauge' };
  const target = { type: 'AverageValue', averageValue: '10' };
  const current = value !== undefined && [{ type: 'Pods', pods: { metric, current: { averageValue: value } } }];
  return object('HorizontalPodAutoscaler', 'vllm-hpa', {
    spec: { minReplicas: 1, maxReplicas: 2, metrics: [{ type: 'Pods', pods: { metric, target } }], ...spec },
    status: { currentReplicas: 1, desiredReplicas: 1, ...(current && { currentMetrics: current }), ...status },
  });
}

/** A world that a page sees. */
export const world = (fields: Partial<World>): World => ({
  ...UNSEEN,
  link: { state: 'live' },
  place: { target: 'sandbox', project: 'p', cluster: 'c', location: 'l', namespace: 'vllm', model: 'm' },
  cluster: { status: 'RUNNING', version: '1.33', pools: [] },
  now: Date.UTC(2026, 0, 1),
  pace: 0,
  ...fields,
});
