import { bucketQuantile } from '../promql/functions/histogram.ts';
import type { Distribution } from './point.ts';

const combine =
  (operation: (a: number, b: number) => number) =>
  (a: Distribution, b: Distribution): Distribution => ({
    bounds: a.bounds,
    counts: a.counts.map((count, index) => operation(count, b.counts[index] ?? 0)),
    sum: operation(a.sum, b.sum),
  });

export const plus = combine((a, b) => a + b);
export const minus = combine((a, b) => a - b);

export const total = ({ counts }: Distribution): number => counts.reduce((sum, count) => sum + count, 0);

/** @param percent 0 to 100. */
export function percentile({ bounds, counts }: Distribution, percent: number): number {
  let running = 0;
  const buckets = counts.map((count, index) => {
    running += count;
    return { bound: bounds[index] ?? Number.POSITIVE_INFINITY, count: running };
  });
  return bucketQuantile(percent / 100, buckets);
}

/** As google.api.Distribution travels in JSON; the deviation is estimated from the middles of the buckets. */
export function distributionJson(distribution: Distribution): Record<string, unknown> {
  const { bounds, counts, sum } = distribution;
  const count = total(distribution);
  const mean = count === 0 ? 0 : sum / count;
  let deviation = 0;
  counts.forEach((inBucket, index) => {
    const lower = bounds[index - 1] ?? 0;
    const middle = (lower + (bounds[index] ?? lower)) / 2;
    deviation += inBucket * (middle - mean) ** 2;
  });
  return {
    count: String(count),
    mean,
    sumOfSquaredDeviation: deviation,
    bucketOptions: { explicitBuckets: { bounds } },
    bucketCounts: counts.map(String),
  };
}
