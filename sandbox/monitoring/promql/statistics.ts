/** Sums of floats with Neumaier's compensation, as Prometheus makes them. */
export function sum(values: Iterable<number>): number {
  let total = 0;
  let compensation = 0;
  for (const value of values) {
    const next = total + value;
    compensation += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return Number.isFinite(total) ? total + compensation : total;
}

export const mean = (values: readonly number[]): number => sum(values) / values.length;

/** Population variance by Welford's method. */
export function variance(values: readonly number[]): number {
  let average = 0;
  let squares = 0;
  values.forEach((value, index) => {
    const delta = value - average;
    average += delta / (index + 1);
    squares += delta * (value - average);
  });
  return squares / values.length;
}

/** NaN only when every value is. */
export const least = (values: readonly number[]): number =>
  values.reduce((best, value) => (value < best || Number.isNaN(best) ? value : best));

/** NaN only when every value is. */
export const greatest = (values: readonly number[]): number =>
  values.reduce((best, value) => (value > best || Number.isNaN(best) ? value : best));

/** Order by value with NaN first. */
export const ascending = (a: number, b: number): number => (Number.isNaN(a) ? -1 : Number.isNaN(b) ? 1 : a - b);

/** The φ-quantile, interpolated between neighbours; ±Inf for a φ outside [0, 1]. */
export function quantile(phi: number, values: readonly number[]): number {
  if (values.length === 0 || Number.isNaN(phi)) return Number.NaN;
  if (phi < 0) return Number.NEGATIVE_INFINITY;
  if (phi > 1) return Number.POSITIVE_INFINITY;
  const sorted = [...values].sort(ascending);
  const rank = phi * (sorted.length - 1);
  const lower = Math.floor(rank);
  const upper = Math.min(sorted.length - 1, lower + 1);
  const weight = rank - lower;
  return sorted[lower]! * (1 - weight) + sorted[upper]! * weight;
}

/** Least squares through the points; the intercept is the value at `origin`. Times are ms, the slope is per second. */
export function regression(
  times: readonly number[],
  values: readonly number[],
  origin: number,
): { slope: number; intercept: number } {
  const first = values[0]!;
  if (values.every((value) => value === first)) {
    return Number.isFinite(first) ? { slope: 0, intercept: first } : { slope: Number.NaN, intercept: Number.NaN };
  }
  const x = times.map((time) => (time - origin) / 1000);
  const n = x.length;
  const [sumX, sumY] = [sum(x), sum(values)];
  const covariance = sum(x.map((xi, i) => xi * values[i]!)) - (sumX * sumY) / n;
  const spread = sum(x.map((xi) => xi * xi)) - (sumX * sumX) / n;
  const slope = covariance / spread;
  return { slope, intercept: sumY / n - (slope * sumX) / n };
}
