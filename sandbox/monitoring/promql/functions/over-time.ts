import { greatest, least, mean, quantile, sum, variance } from '../statistics.ts';
import type { Window } from '../value.ts';
import { type FunctionDefinition, perWindow } from './definition.ts';

const valuesOf = ({ points, from, to }: Window): number[] => {
  const values: number[] = [];
  for (let i = from; i < to; i++) values.push(points.values[i]!);
  return values;
};

const over = (reduce: (values: readonly number[]) => number): FunctionDefinition =>
  perWindow((window) => reduce(valuesOf(window)));

/** How often neighbours in the window satisfy the test. */
const steps = (test: (previous: number, next: number) => boolean): FunctionDefinition =>
  over((values) => values.filter((value, i) => i > 0 && test(values[i - 1]!, value)).length);

function deviation(values: readonly number[]): number {
  const median = quantile(0.5, values);
  return quantile(
    0.5,
    values.map((value) => Math.abs(value - median)),
  );
}

export const overTimeFunctions: Readonly<Record<string, FunctionDefinition>> = {
  avg_over_time: over(mean),
  min_over_time: over(least),
  max_over_time: over(greatest),
  sum_over_time: over(sum),
  count_over_time: over((values) => values.length),
  stdvar_over_time: over(variance),
  stddev_over_time: over((values) => Math.sqrt(variance(values))),
  mad_over_time: over(deviation),
  present_over_time: over(() => 1),
  quantile_over_time: perWindow((window, phi) => quantile(phi, valuesOf(window)), { parameter: 'before' }),
  last_over_time: perWindow(({ points, to }) => points.values[to - 1], { keepsName: true }),
  first_over_time: perWindow(({ points, from }) => points.values[from], { keepsName: true }),
  changes: steps((previous, next) => previous !== next && !(Number.isNaN(previous) && Number.isNaN(next))),
  resets: steps((previous, next) => next < previous),
};
