import { Labels } from '../labels.ts';
import type { ValueType } from './ast.ts';
import { check } from './check.ts';
import { compile } from './compile.ts';
import { PromqlError } from './errors.ts';
import { parse } from './parse.ts';
import { type Queryable, Scope } from './scope.ts';
import type { Compiled, Matrix, Vector } from './value.ts';

/** A time in ms since the epoch, with a value. */
export type Point = readonly [time: number, value: number];

export interface ResultSeries {
  readonly labels: Labels;
  readonly points: readonly Point[];
}

export type QueryResult =
  | { readonly type: 'scalar'; readonly point: Point }
  | { readonly type: 'string'; readonly time: number; readonly text: string }
  | { readonly type: 'vector'; readonly samples: readonly { labels: Labels; point: Point }[] }
  | { readonly type: 'matrix'; readonly series: readonly ResultSeries[] };

export interface Evaluation {
  readonly queryable: Queryable;
  /** Real milliseconds of computation. */
  readonly timeout: number;
}

/** Evaluate at one time (ms since the epoch). @throws PromqlError */
export function instantQuery(query: string, time: number, { queryable, timeout }: Evaluation): QueryResult {
  const compiled = compile(parse(query), new Scope(queryable, time, time, timeout));
  switch (compiled.type) {
    case 'scalar':
      return { type: 'scalar', point: [time, compiled.at(time)] };
    case 'string':
      return { type: 'string', time, text: compiled.at(time) };
    case 'instant vector':
      return {
        type: 'vector',
        samples: compiled.at(time).map(({ labels, value }) => ({ labels, point: [time, value] })),
      };
    case 'range vector':
      return { type: 'matrix', series: inOrder(compiled.at(time).map(windowSeries)) };
  }
}

const RANGE_TYPES: ReadonlySet<ValueType> = new Set(['scalar', 'instant vector']);

/** Evaluate every `step` ms from `start` to `end`, both included. @throws PromqlError */
export function rangeQuery(
  query: string,
  { start, end, step }: { readonly start: number; readonly end: number; readonly step: number },
  { queryable, timeout }: Evaluation,
): QueryResult {
  const expression = parse(query);
  const type = check(expression);
  if (!RANGE_TYPES.has(type)) {
    const expected = 'must be Scalar or instant Vector';
    throw new PromqlError('bad_data', `invalid expression type "${type}" for range query, ${expected}`);
  }
  const scope = new Scope(queryable, start, end, timeout);
  const at = vectorAt(compile(expression, scope));
  const rows = new Map<string, { labels: Labels; points: Point[] }>();
  for (let time = start; time <= end; time += step) {
    const vector = at(time);
    scope.spend(vector.length);
    for (const { labels, value } of vector) {
      const row = rows.get(labels.key);
      if (row) row.points.push([time, value]);
      else rows.set(labels.key, { labels, points: [[time, value]] });
    }
  }
  return { type: 'matrix', series: inOrder([...rows.values()]) };
}

function vectorAt(compiled: Compiled): (time: number) => Vector {
  if (compiled.type !== 'scalar') return compiled.at as (time: number) => Vector;
  return (time) => [{ labels: Labels.EMPTY, value: compiled.at(time) }];
}

function windowSeries({ labels, points, from, to }: Matrix[number]): ResultSeries {
  const rows: Point[] = [];
  for (let i = from; i < to; i++) rows.push([points.times[i]!, points.values[i]!]);
  return { labels, points: rows };
}

const inOrder = (series: ResultSeries[]): ResultSeries[] => series.sort((a, b) => Labels.compare(a.labels, b.labels));
