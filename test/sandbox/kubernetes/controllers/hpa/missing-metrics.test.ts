import { beforeEach, describe, expect, test } from 'vitest';
import {
  autoscale,
  CUSTOM_API,
  cluster,
  conditions,
  deploy,
  events,
  message,
  podsMetric,
  RUNNING,
  replicas,
  sample,
  serveMetrics,
  status,
  WAITING,
  withCluster,
} from './tutorial.ts';

withCluster();

describe('an unavailable metric', () => {
  const failure = (cause: string): string[] => [
    `Warning FailedGetPodsMetric x1: ${cause}`,
    `Warning FailedComputeMetricsReplicas x1: invalid metrics (1 invalid out of 1), first error is: failed to get pods metric value: ${cause}`,
  ];

  async function failing(): Promise<void> {
    deploy(1);
    if (cluster.store.list('pods').length === 0) cluster.createPod('vllm-tpu-1');
    autoscale();
    await cluster.pass(15);
    expect(conditions()).toEqual({ AbleToScale: 'True SucceededGetScale', ScalingActive: 'False FailedGetPodsMetric' });
    expect(status()).toMatchObject({ currentReplicas: 1, desiredReplicas: 0, currentMetrics: [{ type: '' }] });
  }

  test('because there is no such API', async () => {
    await failing();
    expect(events()).toEqual(
      failure(
        `unable to get metric ${WAITING}: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered`,
      ),
    );
  });

  test('because the adapter does not run', async () => {
    cluster.registerAdapter(...CUSTOM_API);
    await failing();
    expect(events()).toEqual(
      failure(
        `unable to get metric ${WAITING}: unable to fetch metrics from custom metrics API: the server is currently unable to handle the request (get pods.custom.metrics.k8s.io *)`,
      ),
    );
  });

  test('because nobody has written it yet', async () => {
    await serveMetrics();
    await failing();
    const cause = `unable to get metric ${WAITING}: unable to fetch metrics from custom metrics API: the server could not find the descriptor for metric "prometheus.googleapis.com/vllm:num_requests_waiting/gauge"`;
    expect(events()).toEqual(failure(cause));
    expect(message('ScalingActive')).toBe(`the HPA was unable to compute the replica count: ${cause}`);
  });

  test('because the only pod that shows it is pending', async () => {
    await serveMetrics();
    sample('vllm-tpu-1', 35);
    cluster.createPod('vllm-tpu-1', undefined, { status: { phase: 'Pending' } });
    await failing();
    expect(events()).toEqual(failure('did not receive metrics for targeted pods (pods might be unready)'));
  });

  test('repeats its event with a count', async () => {
    await failing();
    await cluster.pass(15);
    expect(events().map((event) => event.slice(0, event.indexOf(':')))).toEqual([
      'Warning FailedGetPodsMetric x2',
      'Warning FailedComputeMetricsReplicas x2',
    ]);
  });

  test('recovers when the metric arrives', async () => {
    await serveMetrics();
    await failing();
    sample('vllm-tpu-1', 10);
    await cluster.pass(15);
    expect(conditions()).toMatchObject({ ScalingActive: 'True ValidMetricFound' });
  });
});

describe('several metrics', () => {
  beforeEach(async () => {
    await serveMetrics();
    deploy(2);
    for (const pod of ['vllm-tpu-1', 'vllm-tpu-2']) cluster.createPod(pod);
  });
  const both = { maxReplicas: 10, metrics: [podsMetric(WAITING, '10'), podsMetric(RUNNING, '100')] };
  const all = (value: number, metric: string): void => {
    for (const pod of ['vllm-tpu-1', 'vllm-tpu-2']) sample(pod, value, metric);
  };

  test('the highest recommendation wins', async () => {
    all(0, WAITING); // ceil(0 × 2) = 0
    all(150, RUNNING); // ceil(1.5 × 2) = 3
    autoscale(both);
    await cluster.pass(15);
    expect(replicas()).toBe(3);
    expect(events()[0]).toContain(`reason: pods metric ${RUNNING} above target`);
    expect(status().currentMetrics).toHaveLength(2);
  });

  test('one that fails does not keep the others from scaling up', async () => {
    all(20, WAITING); // ceil(2 × 2) = 4
    autoscale(both);
    await cluster.pass(15);
    expect(replicas()).toBe(4);
    expect(conditions()).toMatchObject({ ScalingActive: 'True ValidMetricFound' });
    expect(events()[0]).toMatch(/^Warning FailedGetPodsMetric x1: unable to get metric .*num_requests_running/);
    expect(status().currentMetrics).toMatchObject([{ type: 'Pods' }, { type: '' }]);
  });

  test('one that fails keeps the others from scaling down', async () => {
    all(0, WAITING); // ceil(0 × 2) = 0 < 2
    autoscale(both);
    await cluster.pass(600);
    expect(replicas()).toBe(2);
    expect(conditions()).toMatchObject({ ScalingActive: 'False FailedGetPodsMetric' });
    expect(events().some((event) => event.includes('(1 invalid out of 2)'))).toBe(true);
  });
});

describe('other sources', () => {
  beforeEach(async () => {
    await serveMetrics();
    deploy(2);
    for (const pod of ['vllm-tpu-1', 'vllm-tpu-2']) cluster.createPod(pod);
  });

  test('an external metric, divided among the pods', async () => {
    sample('vllm-tpu-1', 25);
    sample('vllm-tpu-2', 10);
    const external = { metric: { name: WAITING }, target: { type: 'AverageValue', averageValue: '10' } };
    autoscale({ maxReplicas: 10, metrics: [{ type: 'External', external }] });
    await cluster.pass(15);
    // 25 + 10 = 35; 35 / (10 × 2) = 1.75: ceil(35 / 10) = 4; each has 35 / 2 = 17.5
    expect(replicas()).toBe(4);
    expect(status().currentMetrics[0].external.current).toEqual({ averageValue: '17500m' });
    expect(events()[0]).toContain(`external metric ${WAITING}(nil) above target`);
  });

  test('an unavailable external metric', async () => {
    const selector = { matchLabels: { 'metric.labels.pod': 'x' } };
    const external = { metric: { name: 'queue', selector }, target: { type: 'Value', value: '10' } };
    autoscale({ metrics: [{ type: 'External', external }] });
    await cluster.pass(15);
    const cause =
      'unable to get external metric default/queue/&LabelSelector{MatchLabels:map[string]string{metric.labels.pod: x,},MatchExpressions:[]LabelSelectorRequirement{},}: unable to fetch metrics from external metrics API: the server could not find the descriptor for metric "queue"';
    expect(events()).toEqual([
      `Warning FailedGetExternalMetric x1: ${cause}`,
      `Warning FailedComputeMetricsReplicas x1: invalid metrics (1 invalid out of 1), first error is: failed to get queue external metric value: failed to get external metric queue: ${cause}`,
    ]);
  });

  test('a resource, without the API for it', async () => {
    const resource = { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } };
    autoscale({ metrics: [{ type: 'Resource', resource }] });
    await cluster.pass(15);
    const cause =
      'failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)';
    expect(events()).toEqual([
      `Warning FailedGetResourceMetric x1: ${cause}`,
      `Warning FailedComputeMetricsReplicas x1: invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: ${cause}`,
    ]);
  });
});
