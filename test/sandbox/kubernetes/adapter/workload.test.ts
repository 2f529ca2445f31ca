import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, type Item, PROMETHEUS_METRIC, WAITING } from './asking.ts';
import { ADAPTER_MEMBER, openCluster, PAGE, START, type TestCluster } from './cluster.ts';

let cluster: TestCluster;
beforeEach(() => {
  cluster = openCluster();
});
afterEach(() => cluster.close());

describe('at its start', () => {
  test('without roles/monitoring.viewer it ends with the error of Cloud Monitoring', async () => {
    const run = cluster.startAdapter();
    await cluster.pass(5);
    expect(run.exits).toEqual([255]);
    expect(run.container.listens(443)).toBe(false);
    expect(run.log.at(-1)).toBe(
      'F0101 00:00:01.000000       1 adapter.go:153] Failed request to stackdriver api: googleapi: Error 403: Permission monitoring.metricDescriptors.list denied (or the resource may not exist)., forbidden',
    );
  });

  test('while Cloud Monitoring fails it ends with that error', async () => {
    cluster.grantViewer();
    cluster.faults.add('api-errors');
    const run = cluster.startAdapter();
    await cluster.pass(5);
    expect(run.exits).toEqual([255]);
    expect(run.log.at(-1)).toContain('googleapi: Error 503: The service is currently unavailable., backendError');
  });

  test('with the role it serves, and says so', async () => {
    cluster.grantViewer();
    const run = cluster.startAdapter();
    expect(run.container.listens(443)).toBe(false);
    await cluster.pass(5);
    expect(run.exits).toEqual([]);
    expect(run.container.listens(443)).toBe(true);
    expect(await ask(run, '/healthz')).toMatchObject({ body: 'ok' });
  });

  test('with the legacy resource model it cannot fall back to containers, and ends', async () => {
    cluster.grantViewer();
    const run = cluster.startAdapter(undefined, ['--fallback-for-container-metrics=true']);
    await cluster.pass(5);
    expect(run.exits).toEqual([255]);
    expect(run.log.at(-1)).toContain('Container metrics work only with new resource model');
  });

  test('a resumed run serves immediately, regardless of its role', async () => {
    const run = cluster.startAdapter(START - 600_000);
    await cluster.pass(1);
    expect(run.exits).toEqual([]);
    expect(run.container.listens(443)).toBe(true);
  });
});

describe('when it serves', () => {
  let run: ReturnType<TestCluster['startAdapter']>;
  beforeEach(async () => {
    cluster.grantViewer();
    run = cluster.startAdapter();
    await cluster.pass(5);
  });

  /** Puts a value of the gauge into Cloud Monitoring, as of now. */
  const sample = (pod: string, value: number, labels: Record<string, string> = {}): void =>
    cluster.monitoring.ingest([
      {
        name: 'vllm:num_requests_waiting',
        family: 'vllm:num_requests_waiting',
        kind: 'gauge',
        labels: { pod, ...labels },
        target: {
          project_id: 'p',
          location: 'us-east5',
          cluster: 'c',
          namespace: 'default',
          job: 'j',
          instance: `${pod}:8000`,
        },
        value,
        time: cluster.clock.now(),
      },
    ]);

  test('it serves the autoscaler’s query in both API versions', async () => {
    cluster.createPod('vllm-tpu-1', () => PAGE(0));
    sample('vllm-tpu-1', 35);
    const describedObject = { kind: 'Pod', namespace: 'default', name: 'vllm-tpu-1', apiVersion: '/v1' };
    const timestamp = '2026-01-01T00:00:05Z';
    expect(await ask(run, WAITING)).toEqual({
      body: {
        kind: 'MetricValueList',
        apiVersion: 'custom.metrics.k8s.io/v1beta2',
        metadata: {},
        items: [{ describedObject, metric: { name: PROMETHEUS_METRIC, selector: null }, timestamp, value: '35' }],
      },
    });
    expect((await ask(run, WAITING.replace('v1beta2', 'v1beta1'))).body).toMatchObject({
      items: [{ describedObject, metricName: PROMETHEUS_METRIC, selector: null, timestamp, value: '35' }],
    });
  });

  test('with the legacy resource model it finds no series of Managed Prometheus', async () => {
    const legacy = cluster.startAdapter(undefined, []);
    await cluster.pass(5);
    cluster.createPod('vllm-tpu-1', () => PAGE(0));
    sample('vllm-tpu-1', 35);
    expect(await ask(legacy, WAITING)).toMatchObject({ body: { items: [] } });
  });

  test('it logs its queries', async () => {
    cluster.createPod('vllm-tpu-1');
    sample('vllm-tpu-1', 35);
    await ask(run, WAITING);
    expect(run.log.at(-1)).toMatch(
      /^I0101 00:00:05\.000000 {7}1 filter_builder\.go:258\] Query with filter\(s\): "metric\.labels\.pod = \\"vllm-tpu-1\\" AND /,
    );
  });

  test('a node’s metric is found by its label', async () => {
    const store = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n-1' }, spec: {} };
    cluster.store.create('nodes', store);
    sample('any', 7, { node: 'n-1' });
    const path = WAITING.replace('namespaces/default/pods/*', 'nodes/n-1').split('?')[0]!;
    expect((await ask(run, path)).body).toMatchObject({ items: [{ describedObject: { name: 'n-1' }, value: '7' }] });
  });

  test('a failure of Cloud Monitoring after the descriptor is an internal error', async () => {
    cluster.createPod('vllm-tpu-1');
    sample('vllm-tpu-1', 35);
    cluster.iam.found('projects/p', [{ role: 'roles/monitoring.metricWriter', members: [ADAPTER_MEMBER] }]);
    const answer = await ask(run, WAITING);
    const message =
      'googleapi: Error 403: Permission monitoring.timeSeries.list denied (or the resource may not exist)., forbidden';
    expect(answer).toEqual({
      status: 500,
      body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 },
    });
    expect(run.log.at(-1)).toContain(`apiserver received an error that is not an metav1.Status: ${message}`);
  });

  test('all series of one pod are added up, in milli-units', async () => {
    cluster.createPod('vllm-tpu-1');
    sample('vllm-tpu-1', 1.2345, { engine: '0' });
    sample('vllm-tpu-1', 2, { engine: '1' });
    expect((await ask(run, WAITING)).body).toMatchObject({ items: [{ value: '3234m' }] });
  });

  test('pods are listed by name; pods without a series are omitted', async () => {
    for (const name of ['vllm-tpu-3', 'vllm-tpu-1', 'vllm-tpu-2']) cluster.createPod(name);
    sample('vllm-tpu-3', 3);
    sample('vllm-tpu-1', 1);
    const { items } = (await ask(run, WAITING)).body;
    expect(items.map((item: Item) => [item.describedObject.name, item.value])).toEqual([
      ['vllm-tpu-1', '1'],
      ['vllm-tpu-3', '3'],
    ]);
  });

  test('more than 100 pods are queried in batches of 100', async () => {
    for (let i = 0; i < 230; i++) {
      cluster.createPod(`vllm-tpu-${i}`);
      sample(`vllm-tpu-${i}`, i);
    }
    expect((await ask(run, WAITING)).body.items).toHaveLength(230);
  });

  test('the last value of a silent pod is served for five minutes', async () => {
    cluster.createPod('vllm-tpu-1');
    sample('vllm-tpu-1', 35);
    await cluster.pass(295);
    expect((await ask(run, WAITING)).body.items).toHaveLength(1);
    await cluster.pass(10);
    expect((await ask(run, WAITING)).body.items ?? []).toHaveLength(0);
  });

  test('a metric without samples has no descriptor', async () => {
    cluster.createPod('vllm-tpu-1');
    expect(await ask(run, WAITING)).toMatchObject({
      status: 404,
      body: {
        kind: 'Status',
        reason: 'NotFound',
        message: `the server could not find the descriptor for metric "prometheus.googleapis.com/vllm:num_requests_waiting/gauge"`,
      },
    });
  });

  test('a name without a bar is a custom metric', async () => {
    cluster.createPod('vllm-tpu-1');
    expect((await ask(run, WAITING.replace(/[^/]+\?/, 'queue?'))).body.message).toBe(
      'the server could not find the descriptor for metric "custom.googleapis.com/queue"',
    );
  });

  test('a revoked role looks like a missing descriptor', async () => {
    cluster.createPod('vllm-tpu-1');
    sample('vllm-tpu-1', 35);
    cluster.iam.found('projects/p', []);
    expect(await ask(run, WAITING)).toMatchObject({ status: 404, body: { reason: 'NotFound' } });
  });

  test('a single pod is queried by name', async () => {
    cluster.createPod('vllm-tpu-1');
    cluster.createPod('vllm-tpu-2');
    sample('vllm-tpu-1', 35);
    const of = (pod: string) => ask(run, WAITING.replace('*', pod));
    expect((await of('vllm-tpu-1')).body).toMatchObject({ items: [{ value: '35' }] });
    expect((await of('vllm-tpu-9')).body).toMatchObject({ code: 404, message: 'pods "vllm-tpu-9" not found' });
  });

  test.each([
    ['services/*', 'Operation: "Get namespaced metric by selector for resource \\"services\\"" is not implemented'],
    ['services/a', 'Operation: "Get namespaced metric by name for resource \\"services\\"" is not implemented'],
  ])('metrics of %s are not implemented', async (what, message) => {
    const answer = await ask(run, WAITING.replace('pods/*', what));
    expect(answer).toMatchObject({ status: 501, body: { message } });
  });

  test('a reserved metric label is refused', async () => {
    cluster.createPod('vllm-tpu-1');
    sample('vllm-tpu-1', 35);
    const answer = await ask(run, `${WAITING}&metricLabelSelector=engine%3D0`);
    expect(answer).toMatchObject({ status: 400, body: { message: 'Metric label: "engine" is not allowed' } });
  });

  test('a metric label narrows the series', async () => {
    cluster.createPod('vllm-tpu-1');
    sample('vllm-tpu-1', 3, { engine: '0' });
    sample('vllm-tpu-1', 4, { engine: '1' });
    const answer = await ask(run, `${WAITING}&metricLabelSelector=metric.labels.engine%3D1`);
    expect(answer.body).toMatchObject({ items: [{ value: '4' }] });
  });

  test('it lists its resources', async () => {
    const names = async (path: string) =>
      (await ask(run, path)).body.resources.map(({ name }: { name: string }) => name);
    expect(await names('/apis/custom.metrics.k8s.io/v1beta1')).toHaveLength(1);
    expect(await names('/apis/custom.metrics.k8s.io/v1beta2')).toHaveLength(1);
    expect(await names('/apis/external.metrics.k8s.io/v1beta1')).toEqual(['externalmetrics']);
  });

  test('an external metric returns one value per series', async () => {
    sample('vllm-tpu-1', 3);
    sample('vllm-tpu-2', 4.5);
    const path = `/apis/external.metrics.k8s.io/v1beta1/namespaces/default/${encodeURIComponent(PROMETHEUS_METRIC)}`;
    const { items } = (await ask(run, path)).body;
    expect(items.map((item: Item) => [item.metricLabels['metric.labels.pod'], item.value])).toEqual([
      ['vllm-tpu-1', '3'],
      ['vllm-tpu-2', '4500m'],
    ]);
    const one = await ask(run, `${path}?labelSelector=metric.labels.pod%3Dvllm-tpu-2`);
    expect(one.body.items).toHaveLength(1);
  });

  test('an unserved path is a 404', async () => {
    expect(await ask(run, '/apis/custom.metrics.k8s.io/v1')).toMatchObject({ status: 404, body: { kind: 'Status' } });
  });
});
