import { greatest, least, mean, sum, variance } from '../promql/statistics.ts';
import { minus, percentile, plus } from './distribution.ts';
import {
  type Distribution,
  isDistribution,
  type Kind,
  type PointValue,
  type TimedPoint,
  type ValueKind,
} from './point.ts';

/** The points of one alignment period, oldest first, and the last one before it. */
export interface Period {
  readonly points: readonly TimedPoint[];
  readonly before: TimedPoint | undefined;
  /** Simulated ms since the epoch. */
  readonly start: number;
  readonly end: number;
}

export interface Aligner {
  /** Its number in the API. */
  readonly id: number;
  readonly kinds: readonly Kind[];
  readonly values: readonly ValueKind[];
  /** Of the result; the input's own when absent. */
  readonly kind?: Kind;
  readonly value?: ValueKind;
  /** Undefined when there is nothing to tell of the period. */
  readonly align: (period: Period) => PointValue | undefined;
}

const NUMBERS: readonly ValueKind[] = ['DOUBLE', 'INT64'];
const GAUGE_OR_DELTA: readonly Kind[] = ['GAUGE', 'DELTA'];

const numeric = (reduce: (values: readonly number[]) => number) => ({
  kinds: GAUGE_OR_DELTA,
  values: NUMBERS,
  kind: 'GAUGE' as const,
  align: ({ points }: Period) => (points.length === 0 ? undefined : reduce(points.map(({ value }) => value as number))),
});

const percent = (id: number, of: number): Aligner => ({
  id,
  kinds: GAUGE_OR_DELTA,
  values: ['DISTRIBUTION'],
  kind: 'GAUGE',
  value: 'DOUBLE',
  align: ({ points }) =>
    points.length === 0 ? undefined : percentile(points.map(({ value }) => value as Distribution).reduce(plus), of),
});

/** The increase in the period; after a reset, the count starts from zero. */
function growth({ points, before }: Period): PointValue | undefined {
  let previous = before ?? points[0];
  let total: PointValue | undefined;
  for (const point of points) {
    const step = point.start === previous!.start ? difference(point.value, previous!.value) : point.value;
    total = total === undefined ? step : addition(total, step);
    previous = point;
  }
  return total;
}

const difference = (a: PointValue, b: PointValue): PointValue =>
  isDistribution(a) ? minus(a, b as Distribution) : a - (b as number);
const addition = (a: PointValue, b: PointValue): PointValue =>
  isDistribution(a) ? plus(a, b as Distribution) : a + (b as number);

function rate(period: Period): number | undefined {
  const grown = growth(period);
  return grown === undefined ? undefined : (grown as number) / ((period.end - period.start) / 1000);
}

/** By their names in the API; those that need Boolean values or extrapolate are not served. */
export const ALIGNERS: Readonly<Record<string, Aligner>> = {
  ALIGN_DELTA: {
    id: 1,
    kinds: ['CUMULATIVE', 'DELTA'],
    values: [...NUMBERS, 'DISTRIBUTION'],
    kind: 'DELTA',
    align: growth,
  },
  ALIGN_RATE: { id: 2, kinds: ['CUMULATIVE', 'DELTA'], values: NUMBERS, kind: 'GAUGE', value: 'DOUBLE', align: rate },
  ALIGN_NEXT_OLDER: {
    id: 4,
    kinds: ['GAUGE'],
    values: [...NUMBERS, 'DISTRIBUTION'],
    align: ({ points }) => points.at(-1)?.value,
  },
  ALIGN_MIN: { id: 10, ...numeric(least) },
  ALIGN_MAX: { id: 11, ...numeric(greatest) },
  ALIGN_MEAN: { id: 12, ...numeric(mean), value: 'DOUBLE' },
  ALIGN_COUNT: { id: 13, ...numeric((values) => values.length), value: 'INT64' },
  ALIGN_SUM: { id: 14, ...numeric(sum) },
  ALIGN_STDDEV: { id: 15, ...numeric((values) => Math.sqrt(variance(values))), value: 'DOUBLE' },
  ALIGN_PERCENTILE_99: percent(18, 99),
  ALIGN_PERCENTILE_95: percent(19, 95),
  ALIGN_PERCENTILE_50: percent(20, 50),
  ALIGN_PERCENTILE_05: percent(21, 5),
};
