import type { MatrixSelector, Subquery, VectorSelector } from './ast.ts';
import { LOOKBACK, type Scope } from './scope.ts';
import { type Compiled, countUntil, type Matrix, type Vector, type VectorSample, type Window } from './value.ts';

/** @param take what a sample's value is: its own, or (for `timestamp()`) its time in seconds. */
export function compileSelector(
  selector: VectorSelector,
  scope: Scope,
  take: 'value' | 'timestamp' = 'value',
): { type: 'instant vector'; at: (time: number) => Vector } {
  const series = scope.queryable.select(selector.matchers);
  const at = (time: number): Vector => {
    const moment = scope.shift(selector, time);
    const vector: VectorSample[] = [];
    for (const { labels, points } of series) {
      const last = countUntil(points.times, moment) - 1;
      if (last < 0 || points.times[last]! < moment - LOOKBACK) continue;
      vector.push({ labels, value: take === 'value' ? points.values[last]! : points.times[last]! / 1000 });
    }
    return vector;
  };
  return { type: 'instant vector', at };
}

export function compileMatrix({ selector, range }: MatrixSelector, scope: Scope): Compiled {
  const series = scope.queryable.select(selector.matchers);
  const at = (time: number): Matrix => {
    const end = scope.shift(selector, time);
    const start = end - range;
    const windows: Window[] = [];
    for (const { labels, points } of series) {
      const to = countUntil(points.times, end);
      // Both ends belong to the range, as in Prometheus 2; times are whole milliseconds.
      const from = countUntil(points.times, start - 1);
      if (to > from) windows.push({ labels, points, from, to, start, end });
    }
    return windows;
  };
  return { type: 'range vector', at };
}

/** Prometheus' evaluation interval, the step of a subquery that names none (ms). */
const DEFAULT_STEP = 60_000;

/** @param inner the subquery's expression, compiled. */
export function compileSubquery(subquery: Subquery, inner: (time: number) => Vector, scope: Scope): Compiled {
  const { range, step = DEFAULT_STEP } = subquery;
  scope.mustFit(range / step);
  const known = new Map<number, Vector>();
  const evaluate = (time: number): Vector => {
    const before = known.get(time);
    if (before) return before;
    const vector = inner(time);
    scope.spend(vector.length);
    known.set(time, vector);
    return vector;
  };

  const at = (time: number): Matrix => {
    const end = scope.shift(subquery, time);
    const start = end - range;
    for (const old of known.keys()) {
      if (old >= start) break;
      known.delete(old);
    }
    const rows = new Map<string, Window & { readonly points: { times: number[]; values: number[] }; to: number }>();
    // Steps are aligned to the epoch, so that a subquery's points do not depend on when it is asked.
    for (let moment = Math.ceil(start / step) * step; moment <= end; moment += step) {
      for (const { labels, value } of evaluate(moment)) {
        let row = rows.get(labels.key);
        if (!row) {
          row = { labels, points: { times: [], values: [] }, from: 0, to: 0, start, end };
          rows.set(labels.key, row);
        }
        row.points.times.push(moment);
        row.points.values.push(value);
        row.to++;
      }
    }
    return [...rows.values()];
  };
  return { type: 'range vector', at };
}
