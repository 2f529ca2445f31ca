import { expect, test } from 'vitest';
import { decisionOf } from '../../../workshop/page/world/autoscaler.ts';
import { hpa } from './objects.ts';

const keys = (of: ReturnType<typeof hpa>) => decisionOf(of).reasons.map(({ key }) => key);
const conditions = (type: string, reason: string, status = 'True', message = 'm') => ({
  conditions: [{ type, status, reason, message }],
});

test('explains a scale-out by the formula, with the numbers in it', () => {
  const { reasons, metric, value, target } = decisionOf(hpa('15', { desiredReplicas: 2 }));
  expect([metric, value, target]).toEqual(['vllm:num_requests_waiting', 15, 10]);
  expect(reasons).toEqual([
    { key: 'formula', values: { current: 1, value: 15, target: 10, exact: 1.5, wanted: 2 } },
    { key: 'grows', values: { from: 1, to: 2 } },
  ]);
});

test('reads a quantity such as 128500m', () => {
  expect(decisionOf(hpa('128500m')).value).toBe(128.5);
});

test('says that the maximum limits, from the numbers or from the condition', () => {
  const status = { currentReplicas: 2, desiredReplicas: 2 };
  expect(keys(hpa('128', status))).toEqual(['formula', 'atMax', 'keeps']);
});

test('says that the minimum limits an idle server', () => {
  expect(keys(hpa('0'))).toEqual(['formula', 'atMin', 'keeps']);
});

test('changes nothing within 10% of the target', () => {
  expect(keys(hpa('10500m'))).toEqual(['tolerance', 'keeps']);
});

test('says how long the window holds replicas against a scale-in', () => {
  const status = { currentReplicas: 2, desiredReplicas: 2, ...conditions('AbleToScale', 'ScaleDownStabilized') };
  const { reasons } = decisionOf(hpa('1', status, { behavior: { scaleDown: { stabilizationWindowSeconds: 60 } } }));
  expect(reasons.find(({ key }) => key === 'heldDown')?.values).toEqual({ seconds: 60 });
});

test('an unreadable metric is the only reason, with the message of its condition', () => {
  const { reasons } = decisionOf(
    hpa(undefined, conditions('ScalingActive', 'FailedGetPodsMetric', 'False', 'no metrics')),
  );
  expect(reasons).toEqual([{ key: 'unread', values: { message: 'no metrics' } }]);
});

test('has no value before the first evaluation', () => {
  expect(keys(hpa(undefined))).toEqual(['noValue']);
});
