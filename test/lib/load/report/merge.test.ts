import { expect, it } from 'vitest';
import { mergeResults } from '../../../../lib/load/report/index.ts';
import { histogram, resultOf } from './reports.ts';

const values = Array.from({ length: 4000 }, (_, n) => 0.05 + ((n * 7919) % 4000) / 300);
const quarters = [0, 1, 2, 3].map((pod) => values.filter((_, n) => n % 4 === pod));
const [first, ...others] = quarters.map((part) => resultOf(part));

it('merges the histograms of four pods into that of one', () => {
  const { mean, ...rest } = histogram(values).summary()!;
  const merged = mergeResults([first!, ...others]).latency!;
  expect(merged).toMatchObject(rest);
  expect(merged.mean).toBeCloseTo(mean, 9);
});

it('divides the requests of all pods by the time from the first start to the last end', () => {
  const late = resultOf([1, 1], { startedAt: first!.startedAt + 5000 });
  const { seconds, throughput } = mergeResults([resultOf([1]), late]);
  expect(seconds).toBe(15);
  expect(throughput).toEqual({ requests: 3 / 15, tokens: 300 / 15 });
});

it('adds errors of the same kind', () => {
  const one = resultOf([1], { errors: { 'HTTP 503': 2 } });
  const two = resultOf([1], { errors: { 'HTTP 503': 1, DEADLINE: 4 } });
  expect(mergeResults([one, two]).errors).toEqual({ 'HTTP 503': 3, DEADLINE: 4 });
});

it('keeps the bottleneck of one client', () => {
  const slow = resultOf([1], { client: { doubts: [], bottleneck: 'this process was busy 95 % of the time' } });
  expect(mergeResults([resultOf([1]), slow]).client.bottleneck).toBe('this process was busy 95 % of the time');
});
