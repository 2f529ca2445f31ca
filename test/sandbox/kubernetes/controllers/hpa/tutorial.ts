import { afterEach, beforeEach } from 'vitest';
import { horizontalPodAutoscaler } from '../../../../../sandbox/kubernetes/controllers/hpa/controller.ts';
import { openCluster, type TestCluster } from '../../adapter/cluster.ts';

export const WAITING = 'prometheus.googleapis.com|vllm:num_requests_waiting|gauge';
export const RUNNING = 'prometheus.googleapis.com|vllm:num_requests_running|gauge';
export const CUSTOM_API = [
  ['custom.metrics.k8s.io', 'v1beta1', 100],
  ['custom.metrics.k8s.io', 'v1beta2', 200],
  ['external.metrics.k8s.io', 'v1beta1', 100],
] as const;

/** A cluster with nothing but the autoscaler's controller: that of the test that runs. */
export let cluster: TestCluster;

/** Give each test of a file a cluster. */
export function withCluster(): void {
  beforeEach(() => {
    cluster = openCluster();
    cluster.run(horizontalPodAutoscaler(cluster));
  });
  afterEach(() => cluster.close());
}

export const podsMetric = (name: string, averageValue: string): object => ({
  type: 'Pods',
  pods: { metric: { name }, target: { type: 'AverageValue', averageValue } },
});

/** The adapter at work, before anything else. */
export async function serveMetrics(): Promise<void> {
  cluster.grantViewer();
  cluster.registerAdapter(...CUSTOM_API);
  cluster.startAdapter();
  await cluster.pass(5);
}

export function deploy(replicas: number, change: object = {}): void {
  cluster.store.create('deployments', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'default', name: 'vllm-tpu' },
    spec: { replicas, selector: { matchLabels: { app: 'vllm-tpu' } }, ...change },
    status: { replicas },
  });
}

export function autoscale(spec: object = {}, name = 'vllm-hpa'): void {
  cluster.store.create('horizontalpodautoscalers', {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { namespace: 'default', name },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'vllm-tpu' },
      minReplicas: 1,
      maxReplicas: 2,
      metrics: [podsMetric(WAITING, '10')],
      ...spec,
    },
  });
}

/** A value of a gauge, as of now. */
export function sample(pod: string, value: number, metric = WAITING): void {
  const name = metric.split('|')[1]!;
  const target = { project_id: 'p', location: 'us-east5', cluster: 'c', namespace: 'default', job: 'j', instance: pod };
  const time = cluster.clock.now();
  cluster.monitoring.ingest([{ name, family: name, kind: 'gauge', labels: { pod }, target, value, time }]);
}

export const replicas = (): number => cluster.store.get('deployments', 'default', 'vllm-tpu')!.spec.replicas;
export const status = (name = 'vllm-hpa') => cluster.store.get('horizontalpodautoscalers', 'default', name)?.status;
export const events = (): string[] =>
  cluster.store.list('events').map(({ type, reason, message, count }) => `${type} ${reason} x${count}: ${message}`);
export const conditions = (name?: string): Record<string, string> =>
  Object.fromEntries(
    status(name).conditions.map((each: Record<string, string>) => [each.type, `${each.status} ${each.reason}`]),
  );
export const message = (type: string): string =>
  status().conditions.find((each: Record<string, string>) => each.type === type).message;
