import { afterEach, beforeEach, expect, test } from 'vitest';
import { horizontalPodAutoscaler } from '../../../../../sandbox/kubernetes/controllers/hpa/controller.ts';
import { podMonitoring } from '../../../../../sandbox/kubernetes/controllers/pod-monitoring/controller.ts';
import { openCluster, PAGE, type TestCluster } from '../../adapter/cluster.ts';

const METRIC = 'prometheus.googleapis.com|vllm:num_requests_waiting|gauge';

let cluster: TestCluster;
let waiting: number;

/** Everything between a server's page and its replica count: collector, Cloud Monitoring, adapter, autoscaler. */
beforeEach(() => {
  cluster = openCluster({ durations: { metricIngestion: '5s', newMetricVisible: '1m', iamPropagation: '1m' } });
  cluster.run(podMonitoring(cluster), horizontalPodAutoscaler(cluster));
  waiting = 0;
  cluster.createPod('vllm-tpu-5d9c7b-abcde', () => PAGE(waiting));
  cluster.store.create('deployments', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'default', name: 'vllm-tpu' },
    spec: { replicas: 1, selector: { matchLabels: { app: 'vllm-tpu' } } },
    status: { replicas: 1 },
  });
  cluster.store.create('podmonitorings', {
    apiVersion: 'monitoring.googleapis.com/v1',
    kind: 'PodMonitoring',
    metadata: { namespace: 'default', name: 'vllm-pod-monitoring' },
    spec: {
      selector: { matchLabels: { app: 'vllm-tpu' } },
      endpoints: [{ port: 8000, path: '/metrics', interval: '15s' }],
    },
  });
  cluster.store.create('horizontalpodautoscalers', {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { namespace: 'default', name: 'vllm-hpa' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'vllm-tpu' },
      minReplicas: 1,
      maxReplicas: 2,
      metrics: [
        { type: 'Pods', pods: { metric: { name: METRIC }, target: { type: 'AverageValue', averageValue: '10' } } },
      ],
    },
  });
  cluster.registerAdapter(['custom.metrics.k8s.io', 'v1beta1', 100], ['custom.metrics.k8s.io', 'v1beta2', 200]);
});
afterEach(() => cluster.close());

const replicas = (): number => cluster.store.get('deployments', 'default', 'vllm-tpu')!.spec.replicas;
const hpa = () => cluster.store.get('horizontalpodautoscalers', 'default', 'vllm-hpa')!.status;
const shown = (): string | undefined => hpa().currentMetrics?.[0].pods?.current.averageValue;
const scalingActive = (): { reason: string; message: string } =>
  hpa().conditions.find((each: Record<string, string>) => each.type === 'ScalingActive');
const reason = (): string => scalingActive().reason;

test('a queue on a server’s page becomes a second replica, and its end becomes one again', async () => {
  cluster.grantViewer();
  cluster.startAdapter();
  await cluster.pass(30);
  expect(reason()).toBe('FailedGetPodsMetric'); // no metric is visible in its first minute
  await cluster.pass(75);
  expect([reason(), shown(), replicas()]).toEqual(['ValidMetricFound', '0', 1]);

  waiting = 35;
  await cluster.pass(35); // at most a scrape, the ingestion, and a synchronization
  expect([shown(), replicas()]).toEqual(['35', 2]);

  waiting = 7;
  cluster.createPod('vllm-tpu-5d9c7b-fghij', () => PAGE(waiting));
  await cluster.pass(35);
  expect([shown(), replicas()]).toEqual(['7', 2]);

  waiting = 0;
  await cluster.pass(290);
  expect(replicas()).toBe(2);
  await cluster.pass(60);
  expect([shown(), replicas()]).toEqual(['0', 1]);
});

test('a server that falls silent keeps its last value for five minutes, then the metric is missing', async () => {
  cluster.grantViewer();
  const pod = cluster.store.list('pods')[0]!;
  cluster.startAdapter();
  waiting = 10;
  await cluster.pass(120);
  expect(shown()).toBe('10');
  cluster.silence(pod);
  await cluster.pass(270);
  expect([reason(), shown()]).toEqual(['ValidMetricFound', '10']);
  await cluster.pass(60);
  expect([reason(), shown()]).toEqual(['FailedGetPodsMetric', undefined]);
});

test('a role granted after the adapter’s start, as in the tutorial, ends the crash loop', async () => {
  await cluster.pass(60);
  const first = cluster.startAdapter();
  cluster.grantViewer();
  cluster.iam.found('projects/p', []);
  await cluster.pass(5);
  expect(first.exits).toEqual([255]);
  cluster.grantViewer();
  const second = cluster.startAdapter();
  await cluster.pass(45);
  expect(second.exits).toEqual([]);
  expect(reason()).toBe('ValidMetricFound');
});

test('faults strike where they are described and end when they are cleared', async () => {
  cluster.grantViewer();
  cluster.startAdapter();
  waiting = 10;
  await cluster.pass(120);
  cluster.faults.add('adapter-down');
  await cluster.pass(15);
  expect(scalingActive().message).toContain('the server is currently unable to handle the request');
  cluster.faults.clear();

  cluster.faults.add('adapter-no-role');
  await cluster.pass(15);
  expect(scalingActive().message).toContain('the server could not find the descriptor for metric');
  const restarted = cluster.startAdapter();
  await cluster.pass(5);
  expect(restarted.exits).toEqual([255]);
  cluster.faults.clear();
  cluster.startAdapter();

  cluster.faults.add('metric-stale');
  waiting = 35;
  await cluster.pass(240);
  expect([reason(), shown(), replicas()]).toEqual(['ValidMetricFound', '10', 1]);
  await cluster.pass(75);
  expect([reason(), replicas()]).toEqual(['FailedGetPodsMetric', 1]);
  cluster.faults.clear();
  await cluster.pass(35);
  expect([reason(), shown(), replicas()]).toEqual(['ValidMetricFound', '35', 2]);
});
