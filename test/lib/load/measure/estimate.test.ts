import { describe, expect, it } from 'vitest';
import { batchMeans, plusMinus, quotient, ratio, relative } from '../../../../lib/load/measure/estimate.ts';
import { threeDigits } from '../../../../lib/log/digits.ts';

describe('the estimates', () => {
  it('of batches have the interval of Student’s t', () => {
    // Mean 3, variance 2.5, 4 degrees of freedom: 2.78 × sqrt(2.5 / 5).
    const { mean, high } = batchMeans([1, 2, 3, 4, 5]);
    expect(mean).toBe(3);
    expect(high - mean).toBeCloseTo(1.966, 3);
  });

  it('of one batch have no interval', () => {
    expect(batchMeans([4])).toEqual({ mean: 4, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY });
  });

  it('of a ratio weigh batches by their size', () => {
    expect(
      ratio([
        [10, 1],
        [10, 4],
      ]).mean,
    ).toBe(4);
    expect(
      ratio([
        [10, 5],
        [20, 10],
        [4, 2],
      ]),
    ).toEqual({ mean: 2, low: 2, high: 2 });
  });

  it('of a quotient add the relative widths in quadrature', () => {
    const a = { mean: 10, low: 9.7, high: 10.3 };
    const b = { mean: 2, low: 1.92, high: 2.08 };
    expect(relative(quotient(a, b))).toBeCloseTo(0.05, 9);
  });

  it('print with the decimals of their interval', () => {
    expect(plusMinus({ mean: 5.2163, low: 5.123, high: 5.3096 })).toBe('5.216 ± 0.093');
    expect(plusMinus({ mean: 5207.4, low: 5180, high: 5234.8 })).toBe('5207 ± 27');
    expect([threeDigits(0.12345), threeDigits(1234.6), threeDigits(5.2163)]).toEqual(['0.123', '1235', '5.22']);
  });
});
