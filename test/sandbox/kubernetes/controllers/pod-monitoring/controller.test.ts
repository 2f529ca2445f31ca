import { beforeEach, describe, expect, test } from 'vitest';
import { PAGE } from '../../adapter/cluster.ts';
import { cluster, monitor, named, samples, status, withCluster } from './monitored.ts';

withCluster();

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

  test('is not reported again without a change', async () => {
    monitor();
    await cluster.pass(30);
    const { resourceVersion } = cluster.store;
    await cluster.pass(600);
    expect(cluster.store.resourceVersion).toBe(resourceVersion);
  });

  test('is not scraped after the PodMonitoring is deleted', async () => {
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

test('labels of a series that the target has too are exported under another name', async () => {
  cluster.createPod('vllm-tpu-5d9c7b-abcde', () => 'a{pod="x",job="y",plain=""} 1\n');
  monitor();
  await cluster.pass(15);
  expect(named('a')[0]!.labels).toMatchObject({ exported_pod: 'x', exported_job: 'y', pod: 'vllm-tpu-5d9c7b-abcde' });
  expect(named('a')[0]!.labels).not.toHaveProperty('plain');
});
