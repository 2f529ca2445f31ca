import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { diagnose, seen } from '../../../../lib/diagnosis/index.ts';
import { ask, PROMETHEUS_METRIC, WAITING } from './asking.ts';
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

  test('without the right to act as its Google account it ends with the metadata server’s answer', async () => {
    cluster.grantViewer();
    cluster.annotateAccount();
    const run = cluster.startAdapter();
    await cluster.pass(5);
    expect(run.exits).toEqual([255]);
    expect(run.log.at(-1)).toContain(
      '/v3/projects/p/metricDescriptors?alt=json": compute: Received 403 `Unable to generate',
    );
    expect(
      diagnose(
        seen(
          'adapter log',
          run.log.flatMap((line) => line.split('\n')),
        ),
      )?.code,
    ).toBe('ADAPTER_IDENTITY');
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

  test('it serves the autoscaler’s query in both API versions', async () => {
    cluster.createPod('vllm-tpu-1', () => PAGE(0));
    cluster.sample('vllm-tpu-1', 35);
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

  test('it logs its queries', async () => {
    cluster.createPod('vllm-tpu-1');
    cluster.sample('vllm-tpu-1', 35);
    await ask(run, WAITING);
    expect(run.log.at(-1)).toMatch(
      /^I0101 00:00:05\.000000 {7}1 filter_builder\.go:258\] Query with filter\(s\): "metric\.labels\.pod = \\"vllm-tpu-1\\" AND /,
    );
  });

  test('a failure of Cloud Monitoring after the descriptor is an internal error', async () => {
    cluster.createPod('vllm-tpu-1');
    cluster.sample('vllm-tpu-1', 35);
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
    cluster.sample('vllm-tpu-1', 35);
    cluster.iam.found('projects/p', []);
    expect(await ask(run, WAITING)).toMatchObject({ status: 404, body: { reason: 'NotFound' } });
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
    cluster.sample('vllm-tpu-1', 35);
    const answer = await ask(run, `${WAITING}&metricLabelSelector=engine%3D0`);
    expect(answer).toMatchObject({ status: 400, body: { message: 'Metric label: "engine" is not allowed' } });
  });

  test('it lists its resources', async () => {
    const names = async (path: string) =>
      (await ask(run, path)).body.resources.map(({ name }: { name: string }) => name);
    expect(await names('/apis/custom.metrics.k8s.io/v1beta1')).toHaveLength(1);
    expect(await names('/apis/custom.metrics.k8s.io/v1beta2')).toHaveLength(1);
    expect(await names('/apis/external.metrics.k8s.io/v1beta1')).toEqual(['externalmetrics']);
  });

  test('an unserved path is a 404', async () => {
    expect(await ask(run, '/apis/custom.metrics.k8s.io/v1')).toMatchObject({ status: 404, body: { kind: 'Status' } });
  });
});
