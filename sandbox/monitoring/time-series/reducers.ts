import { greatest, least, mean, quantile, sum, variance } from '../promql/statistics.ts';
import { percentile, plus } from './distribution.ts';
import type { Distribution, PointValue, ValueKind } from './point.ts';

export interface Reducer {
  /** Its number in the API. */
  readonly id: number;
  /** Of the result; the input's own when absent. */
  readonly value?: ValueKind;
  readonly numbers?: (values: readonly number[]) => number;
  readonly distributions?: (values: readonly Distribution[]) => PointValue;
}

const percent = (id: number, of: number): Reducer => ({
  id,
  value: 'DOUBLE',
  numbers: (values) => quantile(of / 100, values),
  distributions: (values) => percentile(values.reduce(plus), of),
});

/** By their names in the API; those that need Boolean values are not served. */
export const REDUCERS: Readonly<Record<string, Reducer>> = {
  REDUCE_MEAN: { id: 1, value: 'DOUBLE', numbers: mean },
  REDUCE_MIN: { id: 2, numbers: least },
  REDUCE_MAX: { id: 3, numbers: greatest },
  REDUCE_SUM: { id: 4, numbers: sum, distributions: (values) => values.reduce(plus) },
  REDUCE_STDDEV: { id: 5, value: 'DOUBLE', numbers: (values) => Math.sqrt(variance(values)) },
  REDUCE_COUNT: {
    id: 6,
    value: 'INT64',
    numbers: (values) => values.length,
    distributions: (values) => values.length,
  },
  REDUCE_PERCENTILE_99: percent(9, 99),
  REDUCE_PERCENTILE_95: percent(10, 95),
  REDUCE_PERCENTILE_50: percent(11, 50),
  REDUCE_PERCENTILE_05: percent(12, 5),
};
