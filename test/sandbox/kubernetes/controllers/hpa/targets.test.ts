import { describe, expect, test } from 'vitest';
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
  withCluster,
} from './tutorial.ts';

withCluster();

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

test('a target that disappears is reported and found again', async () => {
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
