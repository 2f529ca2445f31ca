import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { horizontalPodAutoscaler } from '../../../../../sandbox/kubernetes/controllers/hpa/controller.ts';
import { openCluster, type TestCluster } from '../../adapter/cluster.ts';

const WAITING = 'prometheus.googleapis.com|vllm:num_requests_waiting|gauge';
const RUNNING = 'prometheus.googleapis.com|vllm:num_requests_running|gauge';
const CUSTOM_API = [
  ['custom.metrics.k8s.io', 'v1beta1', 100],
  ['custom.metrics.k8s.io', 'v1beta2', 200],
  ['external.metrics.k8s.io', 'v1beta1', 100],
] as const;

let cluster: TestCluster;

beforeEach(() => {
  cluster = openCluster();
  cluster.run(horizontalPodAutoscaler(cluster));
});
afterEach(() => cluster.close());

const podsMetric = (name: string, averageValue: string): object => ({
  type: 'Pods',
  pods: { metric: { name }, target: { type: 'AverageValue', averageValue } },
});

/** The adapter at work, before anything else. */
async function serveMetrics(): Promise<void> {
  cluster.grantViewer();
  cluster.registerAdapter(...CUSTOM_API);
  cluster.startAdapter();
  await cluster.pass(5);
}

function deploy(replicas: number, change: object = {}): void {
  cluster.store.create('deployments', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'default', name: 'vllm-tpu' },
    spec: { replicas, selector: { matchLabels: { app: 'vllm-tpu' } }, ...change },
    status: { replicas },
  });
}

function autoscale(spec: object = {}, name = 'vllm-hpa'): void {
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
function sample(pod: string, value: number, metric = WAITING): void {
  const name = metric.split('|')[1]!;
  const target = { project_id: 'p', location: 'us-east5', cluster: 'c', namespace: 'default', job: 'j', instance: pod };
  const time = cluster.clock.now();
  cluster.monitoring.ingest([{ name, family: name, kind: 'gauge', labels: { pod }, target, value, time }]);
}

const replicas = (): number => cluster.store.get('deployments', 'default', 'vllm-tpu')!.spec.replicas;
const status = (name = 'vllm-hpa') => cluster.store.get('horizontalpodautoscalers', 'default', name)?.status;
const events = (): string[] =>
  cluster.store.list('events').map(({ type, reason, message, count }) => `${type} ${reason} x${count}: ${message}`);
const conditions = (name?: string): Record<string, string> =>
  Object.fromEntries(
    status(name).conditions.map((each: Record<string, string>) => [each.type, `${each.status} ${each.reason}`]),
  );
const message = (type: string): string =>
  status().conditions.find((each: Record<string, string>) => each.type === type).message;

describe('the tutorial’s autoscaler', () => {
  beforeEach(async () => {
    await serveMetrics();
    deploy(1);
    cluster.createPod('vllm-tpu-1');
  });

  test('does nothing for its first 15 seconds', async () => {
    sample('vllm-tpu-1', 35);
    autoscale();
    await cluster.pass(14);
    expect(status()).toBeUndefined();
    await cluster.pass(1);
    expect(status()).toMatchObject({ currentReplicas: 1 });
  });

  test('scales to the maximum, shows the value, and the size one synchronization late', async () => {
    sample('vllm-tpu-1', 35);
    autoscale();
    await cluster.pass(15);
    expect(replicas()).toBe(2);
    expect(status()).toMatchObject({
      currentReplicas: 1,
      desiredReplicas: 2,
      lastScaleTime: '2026-01-01T00:00:20Z',
      currentMetrics: [{ type: 'Pods', pods: { metric: { name: WAITING }, current: { averageValue: '35' } } }],
    });
    expect(conditions()).toEqual({
      AbleToScale: 'True SucceededRescale',
      ScalingActive: 'True ValidMetricFound',
      ScalingLimited: 'True TooManyReplicas',
    });
    expect(events()).toEqual([`Normal SuccessfulRescale x1: New size: 2; reason: pods metric ${WAITING} above target`]);
    await cluster.pass(15);
    expect(status()).toMatchObject({ currentReplicas: 2, desiredReplicas: 2, lastScaleTime: '2026-01-01T00:00:20Z' });
  });

  test('shows the loaded pod’s own value while the second one loads', async () => {
    sample('vllm-tpu-1', 35);
    autoscale();
    await cluster.pass(15);
    cluster.createPod('vllm-tpu-2', undefined, { status: { phase: 'Pending' } });
    await cluster.pass(15);
    expect(status().currentMetrics[0].pods.current.averageValue).toBe('35');
    cluster.createPod('vllm-tpu-3');
    await cluster.pass(15);
    expect(status().currentMetrics[0].pods.current.averageValue).toBe('35');
  });

  test('scales in five minutes after the queue has emptied', async () => {
    sample('vllm-tpu-1', 35);
    autoscale();
    await cluster.pass(15);
    cluster.createPod('vllm-tpu-2');
    const quiet = (): void => {
      for (const pod of ['vllm-tpu-1', 'vllm-tpu-2']) sample(pod, 0);
    };
    for (let i = 0; i < 20; i++) {
      quiet();
      await cluster.pass(15);
    }
    expect(replicas()).toBe(2);
    expect(conditions()).toMatchObject({
      AbleToScale: 'True ScaleDownStabilized',
      ScalingLimited: 'True TooManyReplicas',
    });
    quiet();
    await cluster.pass(15);
    expect(replicas()).toBe(1);
    expect(events().at(-1)).toBe('Normal SuccessfulRescale x1: New size: 1; reason: All metrics below target');
    expect(conditions()).toMatchObject({ AbleToScale: 'True SucceededRescale', ScalingLimited: 'True TooFewReplicas' });
  });

  test('says when it is content', async () => {
    sample('vllm-tpu-1', 10);
    autoscale();
    await cluster.pass(15);
    expect(conditions()).toEqual({
      AbleToScale: 'True ReadyForNewScale',
      ScalingActive: 'True ValidMetricFound',
      ScalingLimited: 'False DesiredWithinRange',
    });
    expect(message('ScalingActive')).toBe(
      `the HPA was able to successfully calculate a replica count from pods metric ${WAITING}`,
    );
    const before = cluster.store.resourceVersion;
    await cluster.pass(60);
    expect(cluster.store.resourceVersion).toBe(before);
  });

  test('a condition keeps its time until its status flips', async () => {
    sample('vllm-tpu-1', 10);
    autoscale();
    await cluster.pass(15);
    const since = (type: string) =>
      status().conditions.find((each: Record<string, string>) => each.type === type).lastTransitionTime;
    sample('vllm-tpu-1', 35);
    await cluster.pass(15);
    expect(since('AbleToScale')).toBe('2026-01-01T00:00:20Z');
    expect(since('ScalingLimited')).toBe('2026-01-01T00:00:35Z');
  });

  test('goes on after it was deleted and made anew', async () => {
    sample('vllm-tpu-1', 10);
    autoscale();
    await cluster.pass(15);
    cluster.store.delete('horizontalpodautoscalers', 'default', 'vllm-hpa');
    autoscale();
    await cluster.pass(10);
    expect(status()).toBeUndefined();
    await cluster.pass(5);
    expect(status()).toMatchObject({ currentReplicas: 1 });
  });
});

describe('a metric that cannot be had', () => {
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

  test('is told of again and again, with a count', async () => {
    await failing();
    await cluster.pass(15);
    expect(events().map((event) => event.slice(0, event.indexOf(':')))).toEqual([
      'Warning FailedGetPodsMetric x2',
      'Warning FailedComputeMetricsReplicas x2',
    ]);
  });

  test('stops hurting when it comes', async () => {
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

  test('the one that asks for most wins', async () => {
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

describe('what comes before the metrics', () => {
  test('a target that does not exist', async () => {
    autoscale();
    await cluster.pass(15);
    expect(conditions()).toEqual({ AbleToScale: 'False FailedGetScale' });
    expect(message('AbleToScale')).toBe(
      `the HPA controller was unable to get the target's current scale: deployments.apps "vllm-tpu" not found`,
    );
    expect(events()).toEqual(['Warning FailedGetScale x1: deployments.apps "vllm-tpu" not found']);
  });

  test('a target of a kind that cannot be scaled', async () => {
    autoscale({ scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deploymnet', name: 'vllm-tpu' } });
    await cluster.pass(15);
    expect(events()).toEqual(['Warning FailedGetScale x1: no matches for kind "Deploymnet" in group "apps"']);
  });

  test('a target that was scaled to zero by hand', async () => {
    deploy(0);
    autoscale();
    await cluster.pass(15);
    expect(conditions()).toEqual({ AbleToScale: 'True SucceededGetScale', ScalingActive: 'False ScalingDisabled' });
    expect(replicas()).toBe(0);
  });

  test.each([
    { from: 5, to: 2, reason: 'Current number of replicas above Spec.MaxReplicas' },
    { from: 1, to: 2, reason: 'Current number of replicas below Spec.MinReplicas' },
  ])('a size of $from outside the range', async ({ from, to, reason }) => {
    deploy(from);
    autoscale({ minReplicas: 2, maxReplicas: 2 });
    await cluster.pass(15);
    expect(replicas()).toBe(to);
    expect(events()).toEqual([`Normal SuccessfulRescale x1: New size: ${to}; reason: ${reason}`]);
    expect(status().currentMetrics).toBeUndefined();
  });

  test('a target without a selector', async () => {
    deploy(1, { selector: {} });
    autoscale();
    await cluster.pass(15);
    expect(conditions()).toMatchObject({ ScalingActive: 'False InvalidSelector' });
    expect(events()).toEqual([
      'Warning SelectorRequired x1: selector is required',
      'Warning FailedComputeMetricsReplicas x1: selector is required',
    ]);
  });

  test('two autoscalers for the same pods', async () => {
    await serveMetrics();
    deploy(1);
    cluster.createPod('vllm-tpu-1');
    sample('vllm-tpu-1', 10);
    autoscale({}, 'one');
    await cluster.pass(15);
    autoscale({}, 'two');
    await cluster.pass(30);
    const text = 'pods by selector app=vllm-tpu are controlled by multiple HPAs: [default/one default/two]';
    for (const name of ['one', 'two'])
      expect(conditions(name)).toMatchObject({ ScalingActive: 'False AmbiguousSelector' });
    expect(events()).toContain(`Warning AmbiguousSelector x1: ${text}`);
    cluster.store.delete('horizontalpodautoscalers', 'default', 'two');
    await cluster.pass(15);
    expect(conditions('one')).toMatchObject({ ScalingActive: 'True ValidMetricFound' });
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

  test('an external metric that cannot be had', async () => {
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

describe('spec.behavior', () => {
  beforeEach(async () => {
    await serveMetrics();
    deploy(1);
    cluster.createPod('vllm-tpu-1');
  });

  test('one pod a minute, and no more', async () => {
    const scaleUp = { policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] };
    autoscale({ maxReplicas: 10, behavior: { scaleUp } });
    const sizes: number[] = [];
    for (let i = 0; i < 10; i++) {
      sample('vllm-tpu-1', 100);
      await cluster.pass(15);
      sizes.push(replicas());
    }
    // the period of 60 s is over when the event is 60 s old: at the fourth synchronization after it
    expect(sizes).toEqual([2, 2, 2, 2, 3, 3, 3, 3, 4, 4]);
    expect(conditions()).toMatchObject({ ScalingLimited: 'True ScaleUpLimit' });
  });

  test('a tolerance of its own', async () => {
    autoscale({ behavior: { scaleUp: { tolerance: '500m' } } });
    sample('vllm-tpu-1', 15);
    await cluster.pass(15);
    expect(replicas()).toBe(1);
    sample('vllm-tpu-1', 15.1);
    await cluster.pass(15);
    expect(replicas()).toBe(2);
  });
});

test('a target that vanishes meanwhile is told of, and found again', async () => {
  deploy(5);
  autoscale();
  await cluster.pass(10);
  cluster.store.delete('deployments', 'default', 'vllm-tpu');
  await cluster.pass(5);
  expect(conditions()).toEqual({ AbleToScale: 'False FailedGetScale' });
  deploy(5);
  await cluster.pass(15);
  expect(replicas()).toBe(2);
});
