import { threeDigits } from '../../log/digits.ts';

/** A mean with its 95 % confidence interval. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Student's t for a two-sided 95 % interval, by degrees of freedom; 1.96 beyond the table. */
const T95 = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.2, 2.18, 2.16, 2.14, 2.13] as const;

/** The mean of the values of batches, which are long enough to be independent. One value has no interval. */
export function batchMeans(values: readonly number[]): Estimate {
  const { length } = values;
  const mean = values.reduce((sum, one) => sum + one, 0) / length;
  if (length < 2) return { mean, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const variance = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (length - 1);
  return around(mean, (T95[length - 2] ?? 1.96) * Math.sqrt(variance / length));
}

/** The quotient of two sums over batches, such as tokens by requests, with the interval of a ratio estimator. */
export function ratio(parts: readonly (readonly [over: number, under: number])[]): Estimate {
  const under = parts.reduce((sum, [, one]) => sum + one, 0);
  const mean = parts.reduce((sum, [one]) => sum + one, 0) / under;
  const { high } = batchMeans(parts.map(([a, b]) => a - mean * b));
  return around(mean, high / (under / parts.length));
}

/** `a / b`, for independent estimates. */
export function quotient(a: Estimate, b: Estimate): Estimate {
  const mean = a.mean / b.mean;
  return around(mean, Math.abs(mean) * Math.hypot(relative(a), relative(b)));
}

/** The half width of the interval, as a share of the mean. */
export function relative({ mean, high }: Estimate): number {
  return (high - mean) / Math.abs(mean);
}

/** The estimate times an exact factor. */
export function times({ mean, low, high }: Estimate, factor: number): Estimate {
  return { mean: mean * factor, low: low * factor, high: high * factor };
}

/** `5.16 ± 0.04`, with the decimals that the interval supports. */
export function plusMinus({ mean, high }: Estimate): string {
  const half = high - mean;
  if (!Number.isFinite(half)) return `${threeDigits(mean)}, no interval`;
  const decimals = half > 0 ? Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(half)))) : 2;
  return `${mean.toFixed(decimals)} ± ${half.toFixed(decimals)}`;
}

function around(mean: number, half: number): Estimate {
  return { mean, low: mean - half, high: mean + half };
}
