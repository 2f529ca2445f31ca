import { describe, expect, test } from 'vitest';
import { PAGE } from '../../adapter/cluster.ts';
import { cluster, monitor, named, samples, start, status, withCluster } from './monitored.ts';

withCluster();

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

test.each<[string, object, object]>([
  ['a timeout longer than the interval', { timeout: '30s' }, {}],
  ['an interval that is none', { interval: 'often' }, {}],
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
