import { type Labels, NAME } from '../../labels.ts';
import { parseNumber } from '../literals.ts';
import { memoize, type Vector } from '../value.ts';
import type { FunctionDefinition } from './definition.ts';

/** A bucket of a classic histogram: how many observations were at most `bound`. */
interface Bucket {
  readonly bound: number;
  readonly count: number;
}

/** Sorted, one bucket a bound, counts that never fall. */
function tidy(buckets: readonly Bucket[]): Bucket[] {
  const sorted = [...buckets].sort((a, b) => a.bound - b.bound);
  const merged: { bound: number; count: number }[] = [];
  for (const { bound, count } of sorted) {
    const last = merged.at(-1);
    if (last?.bound === bound) last.count += count;
    else merged.push({ bound, count });
  }
  let most = Number.NEGATIVE_INFINITY;
  for (const bucket of merged) {
    most = Math.max(most, bucket.count);
    bucket.count = most;
  }
  return merged;
}

/** Prometheus' estimate by linear interpolation in the bucket that holds the φ-quantile. */
export function bucketQuantile(phi: number, given: readonly Bucket[]): number {
  if (Number.isNaN(phi)) return Number.NaN;
  if (phi < 0) return Number.NEGATIVE_INFINITY;
  if (phi > 1) return Number.POSITIVE_INFINITY;
  const buckets = tidy(given);
  const last = buckets.length - 1;
  if (buckets[last]?.bound !== Number.POSITIVE_INFINITY || last < 1) return Number.NaN;
  const observations = buckets[last]!.count;
  if (observations === 0) return Number.NaN;
  const rank = phi * observations;
  const found = buckets.findIndex(({ count }, index) => index === last || count >= rank);
  if (found === last) return buckets[last - 1]!.bound;
  const { bound, count } = buckets[found]!;
  if (found === 0 && bound <= 0) return bound;
  const below = buckets[found - 1] ?? { bound: 0, count: 0 };
  return below.bound + (bound - below.bound) * ((rank - below.count) / (count - below.count));
}

function byHistogram(
  vector: Vector,
  project: (labels: Labels) => Labels,
): Map<string, { labels: Labels; buckets: Bucket[] }> {
  const histograms = new Map<string, { labels: Labels; buckets: Bucket[] }>();
  for (const { labels, value } of vector) {
    const bound = parseNumber(labels.get('le'));
    if (bound === undefined) continue;
    const rest = project(labels);
    const histogram = histograms.get(rest.key) ?? { labels: rest, buckets: [] };
    histograms.set(rest.key, histogram);
    histogram.buckets.push({ bound, count: value });
  }
  return histograms;
}

export const histogramFunctions: Readonly<Record<string, FunctionDefinition>> = {
  histogram_quantile: {
    args: ['scalar', 'instant vector'],
    returns: 'instant vector',
    bind: (args) => {
      const project = memoize((labels: Labels) => labels.without(['le', NAME]));
      return (time) => {
        const phi = args.scalar(0)(time);
        const histograms = byHistogram(args.vector(1)(time), project).values();
        return [...histograms].map(({ labels, buckets }) => ({ labels, value: bucketQuantile(phi, buckets) }));
      };
    },
  },
};
