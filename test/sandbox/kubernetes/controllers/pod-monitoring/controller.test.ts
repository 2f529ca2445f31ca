import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { podMonitoring } from '../../../../../sandbox/kubernetes/controllers/pod-monitoring/controller.ts';
import type { Sample } from '../../../../../sandbox/monitoring/monitoring.ts';
import { openCluster, PAGE, type TestCluster } from '../../adapter/cluster.ts';

let cluster: TestCluster;
let samples: Sample[];

const start = (options?: Parameters<typeof openCluster>[0]): void => {
  cluster = openCluster(options);
  samples = [];
  cluster.run(
    podMonitoring({ ...cluster, monitoring: { ...cluster.monitoring, ingest: (all) => void samples.push(...all) } }),
  );
};
beforeEach(() => start());
afterEach(() => cluster.close());

const monitor = (endpoint: object = {}, spec: object = {}): void => {
  cluster.store.create('podmonitorings', {
    apiVersion: 'monitoring.googleapis.com/v1',
    kind: 'PodMonitoring',
    metadata: { namespace: 'default', name: 'vllm-pod-monitoring' },
    spec: {
      selector: { matchLabels: { app: 'vllm-tpu' } },
      endpoints: [{ port: 8000, path: '/metrics', interval: '15s', ...endpoint }],
      ...spec,
    },
  });
};

const status = () => cluster.store.get('podmonitorings', 'default', 'vllm-pod-monitoring')!.status;
const named = (name: string): Sample[] => samples.filter((sample) => sample.name === name);

describe('a pod that serves its page', () => {
  beforeEach(() => void cluster.createPod('vllm-tpu-5d9c7b-abcde', () => PAGE(35)));

  test('is scraped every interval, at a moment of its own', async () => {
    monitor();
    await cluster.pass(60);
    const times = named('vllm:num_requests_waiting').map(({ time }) => time);
    expect(times).toHaveLength(4);
    expect(times.slice(1).map((time, index) => time - times[index]!)).toEqual([15_000, 15_000, 15_000]);
  });

  test('puts the target’s labels on its series, and none for the container of a numbered port', async () => {
    monitor();
    await cluster.pass(15);
    expect(named('vllm:num_requests_waiting')[0]).toMatchObject({
      kind: 'gauge',
      family: 'vllm:num_requests_waiting',
      value: 35,
      target: {
        project_id: 'p',
        location: 'us-east5',
        cluster: 'c',
        namespace: 'default',
        job: 'vllm-pod-monitoring',
        instance: 'vllm-tpu-5d9c7b-abcde:8000',
      },
    });
    expect(named('vllm:num_requests_waiting')[0]!.labels).toEqual({
      engine: '0',
      model_name: 'meta-llama/Llama-3.1-70B',
      pod: 'vllm-tpu-5d9c7b-abcde',
      top_level_controller_name: 'vllm-tpu',
      top_level_controller_type: 'Deployment',
    });
  });

  test('is up, and its scrapes are counted', async () => {
    monitor();
    await cluster.pass(15);
    const values = Object.fromEntries(samples.map(({ name, value }) => [name, value]));
    expect(values).toMatchObject({
      up: 1,
      scrape_samples_scraped: 2,
      scrape_samples_post_metric_relabeling: 2,
      scrape_series_added: 2,
      scrape_duration_seconds: 0,
    });
    expect(named('up')[0]!.labels).toEqual({
      pod: 'vllm-tpu-5d9c7b-abcde',
      top_level_controller_name: 'vllm-tpu',
      top_level_controller_type: 'Deployment',
    });
  });

  test('shows what the rules leave of it', async () => {
    monitor({ metricRelabeling: [{ action: 'keep', sourceLabels: ['__name__'], regex: 'vllm:num_.*' }] });
    await cluster.pass(15);
    expect(named('vllm:request_success_total')).toEqual([]);
    expect(named('scrape_samples_post_metric_relabeling')[0]!.value).toBe(1);
  });

  test('may have labels of the pod on its series', async () => {
    monitor({}, { targetLabels: { metadata: ['node'], fromPod: [{ from: 'app' }, { from: 'app', to: 'tier' }] } });
    await cluster.pass(15);
    expect(named('up')[0]!.labels).toEqual({ node: 'node-1', app: 'vllm-tpu', tier: 'vllm-tpu' });
  });

  test('is reported healthy', async () => {
    monitor();
    await cluster.pass(30);
    expect(status()).toMatchObject({
      conditions: [{ type: 'ConfigurationCreateSuccess', status: 'True' }],
      observedGeneration: 1,
      endpointStatuses: [
        {
          name: 'PodMonitoring/default/vllm-pod-monitoring/8000',
          activeTargets: 1,
          unhealthyTargets: 0,
          collectorsFraction: '1',
          sampleGroups: [
            { count: 1, sampleTargets: [{ health: 'up', labels: { instance: 'vllm-tpu-5d9c7b-abcde:8000' } }] },
          ],
        },
      ],
    });
  });

  test('is not written about again while nothing changes', async () => {
    monitor();
    await cluster.pass(30);
    const { resourceVersion } = cluster.store;
    await cluster.pass(600);
    expect(cluster.store.resourceVersion).toBe(resourceVersion);
  });

  test('is left alone when the PodMonitoring is deleted', async () => {
    monitor();
    await cluster.pass(15);
    cluster.store.delete('podmonitorings', 'default', 'vllm-pod-monitoring');
    await cluster.pass(5);
    samples.length = 0;
    await cluster.pass(60);
    expect(samples).toEqual([]);
  });

  test('follows a changed interval', async () => {
    monitor();
    await cluster.pass(15);
    cluster.store.modify('podmonitorings', 'default', 'vllm-pod-monitoring', (draft) => {
      draft.spec.endpoints[0].interval = '30s';
    });
    await cluster.pass(5);
    samples.length = 0;
    await cluster.pass(60);
    expect(named('up')).toHaveLength(2);
  });
});

describe('a pod that serves nothing', () => {
  test('is down, with the reason in the status', async () => {
    cluster.createPod('vllm-tpu-5d9c7b-abcde');
    monitor();
    await cluster.pass(30);
    expect(samples.map(({ name, value }) => [name, value]).slice(0, 5)).toEqual([
      ['up', 0],
      ['scrape_duration_seconds', 0],
      ['scrape_samples_scraped', 0],
      ['scrape_samples_post_metric_relabeling', 0],
      ['scrape_series_added', 0],
    ]);
    expect(status().endpointStatuses[0]).toMatchObject({
      unhealthyTargets: 1,
      sampleGroups: [
        {
          count: 1,
          sampleTargets: [
            {
              health: 'down',
              lastError: 'Get "http://127.0.1.1:8000/metrics": dial tcp 127.0.1.1:8000: connect: connection refused',
            },
          ],
        },
      ],
    });
  });

  test.each([
    ['an error', () => ({ status: 404, body: 'no' }), 'server returned HTTP status 404'],
    ['a page that is none', () => '<html>', 'expected a sample, got "<html>"'],
    [
      'no answer in time',
      () => new Promise<never>(() => {}),
      'Get "http://127.0.1.1:8000/metrics": context deadline exceeded',
    ],
    ['a broken answer', () => Promise.reject(new Error('EOF')), 'EOF'],
  ])('is down when there is %s', async (_, page, lastError) => {
    cluster.createPod('vllm-tpu-5d9c7b-abcde', page);
    monitor({ timeout: '5s' });
    await cluster.pass(30);
    expect(named('up')[0]!.value).toBe(0);
    expect(status().endpointStatuses[0].sampleGroups[0].sampleTargets[0].lastError).toBe(lastError);
  });

  test('is down when it has more samples than allowed', async () => {
    cluster.createPod('vllm-tpu-5d9c7b-abcde', () => PAGE(35));
    monitor({}, { limits: { samples: 1 } });
    await cluster.pass(15);
    expect(samples.every(({ name, value }) => name.startsWith('scrape_') || value === 0)).toBe(true);
  });

  test('comes up when its server does', async () => {
    let page = (): string => {
      throw new Error('refused');
    };
    cluster.createPod('vllm-tpu-5d9c7b-abcde', () => page());
    monitor();
    await cluster.pass(15);
    page = () => PAGE(1);
    await cluster.pass(30);
    expect(named('up').map(({ value }) => value)).toEqual([0, 1, 1]);
  });
});

describe('which pods are scraped', () => {
  test('those on a node, with an address, that have not ended', async () => {
    const status = { phase: 'Running', podIP: '127.0.1.1' };
    cluster.createPod('pending', undefined, { spec: { containers: [] }, status: { phase: 'Pending' } });
    cluster.createPod('no-address', undefined, { status: { phase: 'Pending' } });
    cluster.createPod('failed', undefined, { status: { ...status, phase: 'Failed' } });
    cluster.createPod('runs', undefined, { status });
    monitor();
    await cluster.pass(15);
    expect(named('up').map(({ target }) => target.instance)).toEqual(['runs:8000']);
  });

  test('those with a container port of the name, which then names the container', async () => {
    cluster.createPod('one', undefined, {
      spec: {
        nodeName: 'node-1',
        containers: [{ name: 'server', ports: [{ name: 'metrics', containerPort: 9090 }] }, { name: 'sidecar' }],
      },
    });
    cluster.createPod('other');
    monitor({ port: 'metrics' });
    await cluster.pass(15);
    expect(named('up').map(({ target, labels }) => [target.instance, labels.container])).toEqual([
      ['one:metrics', 'server'],
    ]);
  });

  test('new ones as they come, in their own time', async () => {
    monitor();
    await cluster.pass(15);
    cluster.createPod('vllm-tpu-5d9c7b-1', () => PAGE(1));
    cluster.createPod('vllm-tpu-5d9c7b-2', () => PAGE(2));
    await cluster.pass(20);
    const ups = named('up').map(({ target, time }) => [target.instance, time % 15_000] as const);
    expect(new Set(ups.map(([instance]) => instance))).toEqual(
      new Set(['vllm-tpu-5d9c7b-1:8000', 'vllm-tpu-5d9c7b-2:8000']),
    );
    expect(new Set(ups.map(([, moment]) => moment)).size).toBe(2);
  });

  test('none without Managed Service for Prometheus', async () => {
    cluster.close();
    start({ addons: [] });
    cluster.createPod('runs', () => PAGE(1));
    monitor();
    await cluster.pass(60);
    expect(samples).toEqual([]);
    expect(status()).toBeUndefined();
  });
});

test('labels of a series that the target has too are exported under another name', async () => {
  cluster.createPod('vllm-tpu-5d9c7b-abcde', () => 'a{pod="x",job="y",plain=""} 1\n');
  monitor();
  await cluster.pass(15);
  expect(named('a')[0]!.labels).toMatchObject({ exported_pod: 'x', exported_job: 'y', pod: 'vllm-tpu-5d9c7b-abcde' });
  expect(named('a')[0]!.labels).not.toHaveProperty('plain');
});

test.each<[string, object, object]>([
  ['a timeout longer than the interval', { timeout: '30s' }, {}],
  ['an interval that is none', { interval: 'often' }, {}],
  ['a rule that is not allowed', { metricRelabeling: [{ action: 'labelmap' }] }, {}],
  ['a label that is not offered', {}, { targetLabels: { metadata: ['uid'] } }],
  ['a pod’s label put on a protected one', {}, { targetLabels: { fromPod: [{ from: 'app', to: 'cluster' }] } }],
])('%s is a configuration that cannot be made', async (_, endpoint, spec) => {
  cluster.createPod('runs', () => PAGE(1));
  monitor(endpoint, spec);
  await cluster.pass(30);
  expect(samples).toEqual([]);
  expect(status().conditions).toEqual([
    {
      type: 'ConfigurationCreateSuccess',
      status: 'False',
      lastUpdateTime: '2026-01-01T00:00:00Z',
      lastTransitionTime: '2026-01-01T00:00:00Z',
      reason: 'ScrapeConfigError',
      message: 'generating scrape config failed for PodMonitoring endpoint',
    },
  ]);
  expect(cluster.logged[0]).toMatch(/^podmonitoring default\/vllm-pod-monitoring: /);
});
