import { beforeEach, describe, expect, test } from 'vitest';
import {
  autoscale,
  cluster,
  conditions,
  deploy,
  events,
  message,
  replicas,
  sample,
  serveMetrics,
  status,
  WAITING,
  withCluster,
} from './tutorial.ts';

withCluster();

describe('the tutorial’s autoscaler', () => {
  beforeEach(async () => {
    await serveMetrics();
    deploy(1);
    cluster.createPod('vllm-tpu-1');
  });

  test('does nothing in its first 15 seconds', async () => {
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

  test('reports when the size is right', async () => {
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

  test('works after it is deleted and recreated', async () => {
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
