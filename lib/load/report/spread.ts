import type { Bucket, Summary } from '../histogram.ts';

/** The standard deviation, from the middles of the buckets (within 1 %). */
export function deviation({ buckets, count, mean }: Summary): number {
  const squares = buckets.reduce((sum, bucket) => sum + bucket.count * (middle(bucket) - mean) ** 2, 0);
  return Math.sqrt(squares / count);
}

const middle = ({ from, to }: Bucket): number => (from + to) / 2;
