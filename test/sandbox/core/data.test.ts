import { expect, test } from 'vitest';
import { loadDurations, milliseconds } from '../../../sandbox/core/data.ts';

test.each([
  ['0s', 0],
  ['500ms', 500],
  ['90s', 90_000],
  ['6m24s', 384_000],
  ['1h', 3_600_000],
  ['1.5m', 90_000],
])('%s is %d ms', (text, expected) => {
  expect(milliseconds(text)).toBe(expected);
});

test.each(['', '5', 'm', '5 m', '-5s', '5d', '5s!'])('%j is not a duration', (text) => {
  expect(() => milliseconds(text)).toThrow(RangeError);
});

test('a scenario can override known durations only', () => {
  expect(loadDurations({ clusterCreate: '1s' })).toMatchObject({ clusterCreate: 1_000, loadBalancer: 60_000 });
  expect(loadDurations().clusterCreate).toBe(480_000);
  expect(() => loadDurations({ clusterCrate: '1s' })).toThrow('Unknown duration clusterCrate');
});
