import type { Labels } from '../labels.ts';

/** Points in the order of time. Times are milliseconds since the epoch. */
export interface Points {
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

export interface Series {
  readonly labels: Labels;
  readonly points: Points;
}

export interface VectorSample {
  readonly labels: Labels;
  readonly value: number;
}
export type Vector = readonly VectorSample[];

/** The points `from` to `to` (exclusive) of a series, which lie in [start, end]. */
export interface Window {
  readonly labels: Labels;
  readonly points: Points;
  readonly from: number;
  readonly to: number;
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly end: number;
}
export type Matrix = readonly Window[];

/** An expression made ready: ask it for its value at a time. */
export type Compiled =
  | { readonly type: 'scalar'; readonly at: (time: number) => number }
  | { readonly type: 'string'; readonly at: (time: number) => string }
  | { readonly type: 'instant vector'; readonly at: (time: number) => Vector }
  | { readonly type: 'range vector'; readonly at: (time: number) => Matrix };

/** How many of the ascending `times` are at or before `time`. */
export function countUntil(times: ArrayLike<number>, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What `derive` answered for the same key before; label sets are shared, so most of their derivations repeat. */
export function memoize<Key extends object, Value>(derive: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = derive(key);
    known.set(key, value);
    return value;
  };
}
