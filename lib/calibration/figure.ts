import { threeDigits } from '../log/digits.ts';
import type { Estimate } from './estimate.ts';

/** A number of the proposal, with its origin. */
export interface Figure {
  readonly value: number;
  readonly unit: string;
  /** The formula in words and names of the inputs. */
  readonly formula: string;
  readonly inputs: Readonly<Record<string, number | string>>;
  /** The 95 % interval, or a sentence. */
  readonly uncertainty: string;
}

/** `5.16 ± 0.04`, with the decimals that the interval supports. */
export function plusMinus({ mean, high }: Estimate): string {
  const half = high - mean;
  if (!Number.isFinite(half)) return `${threeDigits(mean)}, no interval`;
  const decimals = half > 0 ? Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(half)))) : 2;
  return `${mean.toFixed(decimals)} ± ${half.toFixed(decimals)}`;
}
