import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../lib/kubernetes/objects.ts';
import { type Metric, metricsOf } from '../../../runbook/doctor/metric.ts';
import { quantity } from '../../../runbook/doctor/quantity.ts';
import { currentValue, holds, obstacle } from '../../../runbook/doctor/scaling.ts';

const NAME = 'prometheus.googleapis.com|vllm:num_requests_waiting|gauge';
const CACHE = 'prometheus.googleapis.com|vllm:kv_cache_usage_perc|gauge';
const pods = (name: string, averageValue = '10') => ({
  type: 'Pods',
  pods: { metric: { name }, target: { type: 'AverageValue', averageValue } },
});
const read = (name: string, averageValue: string) => ({
  type: 'Pods',
  pods: { metric: { name }, current: { averageValue } },
});

function hpa(spec: object = {}, status: object = {}): KubernetesObject {
  return {
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'h', uid: 'u' },
    spec: { minReplicas: 1, maxReplicas: 3, metrics: [pods(NAME)], ...spec },
    status,
  };
}
const first = (object: KubernetesObject): Metric => metricsOf(object)[0]!;
const codes = (object: KubernetesObject): readonly string[] => holds(object, first(object)).map(({ code }) => code);
const stabilized = (reason: string, currentReplicas: number) => ({
  currentReplicas,
  conditions: [{ type: 'AbleToScale', status: 'True', reason }],
});

describe('the metrics of an autoscaler', () => {
  it('are those of its spec, of every source', () => {
    const object = {
      type: 'Object',
      object: {
        metric: { name: 'x' },
        describedObject: { kind: 'Service', name: 's' },
        target: { type: 'Value', value: '1' },
      },
    };
    const external = {
      type: 'External',
      external: {
        metric: { name: NAME, selector: { matchLabels: { a: 'b' } } },
        target: { type: 'Value', value: '1' },
      },
    };
    const resource = {
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
    };
    expect(metricsOf(hpa({ metrics: [pods(NAME), object, external, resource] }))).toMatchObject([
      { type: 'Pods', series: { name: 'vllm:num_requests_waiting', kind: 'gauge' } },
      { type: 'Object', object: { kind: 'Service' } },
      { type: 'External', series: { name: 'vllm:num_requests_waiting' }, selector: { matchLabels: { a: 'b' } } },
      { type: 'Resource', name: 'cpu' },
    ]);
  });

  it('are the CPU when the spec has none', () => {
    expect(metricsOf(hpa({ metrics: undefined }))).toMatchObject([{ type: 'Resource', name: 'cpu' }]);
  });

  it('have a series without a kind for a name without a prefix', () => {
    expect(metricsOf(hpa({ metrics: [pods('vllm:num_requests_waiting')] }))[0]!.series).toEqual({
      name: 'vllm:num_requests_waiting',
    });
    expect(metricsOf(hpa({ metrics: [pods('custom.googleapis.com|x')] }))[0]).not.toHaveProperty('series');
  });
});

describe('an obstacle to scaling', () => {
  it.each([
    ['HPA_MIN_IS_MAX', hpa({ minReplicas: 2, maxReplicas: 2 })],
    ['HPA_SCALE_UP_DISABLED', hpa({ behavior: { scaleUp: { selectPolicy: 'Disabled' } } })],
    ['HPA_TARGET_RANGE', hpa({ metrics: [pods(CACHE, '80')] })],
    [undefined, hpa()],
    [undefined, hpa({ metrics: [pods(CACHE, '800m')] })],
  ])('is %s', (code, object) => {
    expect(obstacle(object, first(object))?.code).toBe(code);
  });
});

describe('what holds the replicas', () => {
  it('is a stabilization window, but not at the minimum or maximum', () => {
    expect(codes(hpa({}, stabilized('ScaleDownStabilized', 2)))).toEqual(['HPA_STABILIZED']);
    expect(codes(hpa({}, stabilized('ScaleDownStabilized', 1)))).toEqual([]);
    expect(codes(hpa({}, stabilized('ScaleUpStabilized', 2)))).toEqual(['HPA_STABILIZED']);
    expect(codes(hpa({}, stabilized('ScaleUpStabilized', 3)))).toEqual([]);
  });

  it('is the maximum, but not the minimum of an idle server', () => {
    const limited = (reason: string) => hpa({}, { conditions: [{ type: 'ScalingLimited', status: 'True', reason }] });
    expect(codes(limited('TooManyReplicas'))).toEqual(['HPA_AT_MAX']);
    expect(codes(limited('ScaleUpLimit'))).toEqual(['HPA_RATE_LIMIT']);
    expect(codes(limited('TooFewReplicas'))).toEqual([]);
  });

  it('is a value within the tolerance of 10%', () => {
    expect(codes(hpa({}, { currentMetrics: [read(NAME, '10900m')] }))).toEqual(['HPA_TOLERANCE']);
    expect(codes(hpa({}, { currentMetrics: [read(NAME, '11200m')] }))).toEqual([]);
  });
});

it('the current value is that of the same source and name', () => {
  const object = hpa({}, { currentMetrics: [read('other', '1'), { type: '' }, read(NAME, '35')] });
  expect(currentValue(object, first(object))).toBe('35');
  expect(currentValue(hpa({}, { currentMetrics: [{ type: '' }] }), first(object))).toBeUndefined();
});

it.each([
  ['500m', 0.5],
  ['10', 10],
  ['1k', 1000],
  ['2Ki', 2048],
  [3, 3],
  ['x', Number.NaN],
  [undefined, Number.NaN],
])('reads the quantity %s', (text, value) => {
  expect(quantity(text)).toBe(value);
});
