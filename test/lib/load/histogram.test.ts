import { createHistogram } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { Histogram } from '../../../lib/load/histogram.ts';
import { exponential, randomFrom } from '../../../lib/load/traffic/random.ts';

/** Deterministic values over six orders of magnitude. */
const values = Array.from({ length: 10_000 }, (_, n) => 10 ** ((((n * 7919) % 10_000) / 10_000) * 6 - 4));

test.each([0.01, 0.5, 0.9, 0.99, 0.999])('the %s quantile is within 1 %% of the exact one', (q) => {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  const exact = [...values].sort((a, b) => a - b)[Math.ceil(q * values.length) - 1]!;
  expect(Math.abs(histogram.quantile(q) / exact - 1)).toBeLessThan(0.01);
});

test('the summary counts, averages and bounds exactly', () => {
  const histogram = new Histogram();
  for (const value of [1, 2, 3, 10]) histogram.record(value);
  expect(histogram.summary()).toMatchObject({ count: 4, mean: 4, min: 1, max: 10 });
});

test('every value is in its bucket, and the buckets count all values', () => {
  for (const value of values.slice(0, 500)) {
    const histogram = new Histogram();
    histogram.record(value);
    const [bucket, ...others] = histogram.summary()!.buckets;
    expect(others).toEqual([]);
    expect(bucket!.from).toBeLessThanOrEqual(value);
    expect(bucket!.to).toBeGreaterThan(value);
    expect(bucket!.to / bucket!.from).toBeLessThanOrEqual(1 + 1 / 128);
  }
});

test('values beyond the scale count in its end buckets', () => {
  const histogram = new Histogram();
  histogram.record(0);
  histogram.record(1e9);
  expect(histogram.summary()).toMatchObject({ count: 2, min: 0, max: 1e9 });
  expect(histogram.quantile(0)).toBeLessThan(1e-5);
  expect(histogram.quantile(1)).toBeGreaterThan(2e5);
});

test('has no summary without values', () => {
  expect(new Histogram().summary()).toBeUndefined();
  expect(new Histogram().quantile(0.5)).toBeNaN();
});

test('the summaries of four histograms add up to that of all values, also after JSON', () => {
  const [all, ...parts] = Array.from({ length: 5 }, () => new Histogram());
  for (let n = 0; n < 4000; n++) {
    const value = ((n * 7919) % 4001) / 100 + 0.001;
    all!.record(value);
    parts[n % 4]!.record(value);
  }
  const sum = Histogram.of(JSON.parse(JSON.stringify(parts.map((part) => part.summary()))));
  const { mean, ...exact } = all!.summary()!;
  expect(sum.summary()).toMatchObject(exact);
  expect(sum.summary()!.mean).toBeCloseTo(mean, 9);
  expect(Histogram.of([]).summary()).toBeUndefined();
});

const random = randomFrom(7);
test.each([
  ['exponential', () => exponential(random)],
  ['uniform', () => 0.2 + random()],
  ['two peaks', () => (random() < 0.95 ? 0.05 : 4) * (0.9 + 0.2 * random())],
  ['a heavy tail', () => 0.01 * random() ** -0.8],
])('%s: the quantiles are those of HdrHistogram, which Node has', (_, next) => {
  const histogram = new Histogram();
  const reference = createHistogram({ figures: 4 });
  for (let n = 0; n < 50_000; n++) {
    const microseconds = Math.max(1, Math.round(next() * 1e6));
    histogram.record(microseconds / 1e6);
    reference.record(microseconds);
  }
  for (const share of [0.01, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1]) {
    const ours = histogram.quantile(share) * 1e6;
    expect(Math.abs(ours / reference.percentile(share * 100) - 1), `${share}`).toBeLessThan(0.01);
  }
  expect((histogram.summary()!.mean * 1e6) / reference.mean).toBeCloseTo(1, 4);
});
