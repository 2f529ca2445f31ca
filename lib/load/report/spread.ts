import type { Bucket, Summary } from '../histogram.ts';

/** The standard deviation, from the middles of the buckets (within 1 %). */
export function deviation({ buckets, count, mean }: Summary): number {
  const squares = buckets.reduce((sum, bucket) => sum + bucket.count * (middle(bucket) - mean) ** 2, 0);
  return Math.sqrt(squares / count);
}

/** The summary of all values of several loads: that of one histogram with the values of all. */
export function merged(summaries: readonly Summary[]): Summary | undefined {
  const [first] = summaries;
  if (!first) return undefined;
  const count = sum(summaries.map((one) => one.count));
  const limits = {
    min: Math.min(...summaries.map(({ min }) => min)),
    max: Math.max(...summaries.map(({ max }) => max)),
  };
  const buckets = together(summaries.flatMap((one) => one.buckets));
  const quantile = (q: number): number => quantileOf(buckets, count, q, limits);
  return {
    count,
    mean: sum(summaries.map((one) => one.mean * one.count)) / count,
    ...limits,
    p50: quantile(0.5),
    p90: quantile(0.9),
    p99: quantile(0.99),
    buckets,
  };
}

/** All histograms have the same bounds of buckets. */
function together(buckets: readonly Bucket[]): readonly Bucket[] {
  const all = new Map<number, Bucket>();
  for (const bucket of buckets)
    all.set(bucket.from, { ...bucket, count: bucket.count + (all.get(bucket.from)?.count ?? 0) });
  return [...all.values()].sort((a, b) => a.from - b.from);
}

function quantileOf(
  buckets: readonly Bucket[],
  count: number,
  q: number,
  limits: { min: number; max: number },
): number {
  let left = Math.max(1, Math.ceil(q * count));
  const found = buckets.find((bucket) => {
    left -= bucket.count;
    return left <= 0;
  });
  return Math.min(limits.max, Math.max(limits.min, middle(found ?? buckets.at(-1)!)));
}

const middle = ({ from, to }: Bucket): number => (from + to) / 2;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
