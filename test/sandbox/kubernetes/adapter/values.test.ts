import { afterEach, beforeEach, expect, test } from 'vitest';
import { ask, type Item, PROMETHEUS_METRIC, WAITING } from './asking.ts';
import { openCluster, PAGE, type TestCluster } from './cluster.ts';

let cluster: TestCluster;
let run: ReturnType<TestCluster['startAdapter']>;
beforeEach(async () => {
  cluster = openCluster();
  cluster.grantViewer();
  run = cluster.startAdapter();
  await cluster.pass(5);
});
afterEach(() => cluster.close());

test('with the legacy resource model it finds no series of Managed Prometheus', async () => {
  const legacy = cluster.startAdapter(undefined, []);
  await cluster.pass(5);
  cluster.createPod('vllm-tpu-1', () => PAGE(0));
  cluster.sample('vllm-tpu-1', 35);
  expect(await ask(legacy, WAITING)).toMatchObject({ body: { items: [] } });
});

test('a node’s metric is found by its label', async () => {
  const store = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n-1' }, spec: {} };
  cluster.store.create('nodes', store);
  cluster.sample('any', 7, { node: 'n-1' });
  const path = WAITING.replace('namespaces/default/pods/*', 'nodes/n-1').split('?')[0]!;
  expect((await ask(run, path)).body).toMatchObject({ items: [{ describedObject: { name: 'n-1' }, value: '7' }] });
});

test('all series of one pod are added up, in milli-units', async () => {
  cluster.createPod('vllm-tpu-1');
  cluster.sample('vllm-tpu-1', 1.2345, { engine: '0' });
  cluster.sample('vllm-tpu-1', 2, { engine: '1' });
  expect((await ask(run, WAITING)).body).toMatchObject({ items: [{ value: '3234m' }] });
});

test('pods are listed by name; pods without a series are omitted', async () => {
  for (const name of ['vllm-tpu-3', 'vllm-tpu-1', 'vllm-tpu-2']) cluster.createPod(name);
  cluster.sample('vllm-tpu-3', 3);
  cluster.sample('vllm-tpu-1', 1);
  const { items } = (await ask(run, WAITING)).body;
  expect(items.map((item: Item) => [item.describedObject.name, item.value])).toEqual([
    ['vllm-tpu-1', '1'],
    ['vllm-tpu-3', '3'],
  ]);
});

test('more than 100 pods are queried in batches of 100', async () => {
  for (let i = 0; i < 230; i++) {
    cluster.createPod(`vllm-tpu-${i}`);
    cluster.sample(`vllm-tpu-${i}`, i);
  }
  expect((await ask(run, WAITING)).body.items).toHaveLength(230);
});

test('the last value of a silent pod is served for five minutes', async () => {
  cluster.createPod('vllm-tpu-1');
  cluster.sample('vllm-tpu-1', 35);
  await cluster.pass(295);
  expect((await ask(run, WAITING)).body.items).toHaveLength(1);
  await cluster.pass(10);
  expect((await ask(run, WAITING)).body.items ?? []).toHaveLength(0);
});

test('a single pod is queried by name', async () => {
  cluster.createPod('vllm-tpu-1');
  cluster.createPod('vllm-tpu-2');
  cluster.sample('vllm-tpu-1', 35);
  const of = (pod: string) => ask(run, WAITING.replace('*', pod));
  expect((await of('vllm-tpu-1')).body).toMatchObject({ items: [{ value: '35' }] });
  expect((await of('vllm-tpu-9')).body).toMatchObject({ code: 404, message: 'pods "vllm-tpu-9" not found' });
});

test('a metric label narrows the series', async () => {
  cluster.createPod('vllm-tpu-1');
  cluster.sample('vllm-tpu-1', 3, { engine: '0' });
  cluster.sample('vllm-tpu-1', 4, { engine: '1' });
  const answer = await ask(run, `${WAITING}&metricLabelSelector=metric.labels.engine%3D1`);
  expect(answer.body).toMatchObject({ items: [{ value: '4' }] });
});

test('an external metric returns one value per series', async () => {
  cluster.sample('vllm-tpu-1', 3);
  cluster.sample('vllm-tpu-2', 4.5);
  const path = `/apis/external.metrics.k8s.io/v1beta1/namespaces/default/${encodeURIComponent(PROMETHEUS_METRIC)}`;
  const { items } = (await ask(run, path)).body;
  expect(items.map((item: Item) => [item.metricLabels['metric.labels.pod'], item.value])).toEqual([
    ['vllm-tpu-1', '3'],
    ['vllm-tpu-2', '4500m'],
  ]);
  const one = await ask(run, `${path}?labelSelector=metric.labels.pod%3Dvllm-tpu-2`);
  expect(one.body.items).toHaveLength(1);
});
