import type { Point } from '../chart/index.ts';

/** One run of an autoscaler under the traffic that all runs have. Times are ms, counts are requests. */
export interface Trial {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** When the traffic first exceeded what the first replica can do; undefined if it never did. */
  readonly overloadedAt?: number | undefined;
  /** Replicas over time: ordered by the autoscaler, whose nodes are billed, and ready. */
  readonly desired: readonly Point[];
  readonly ready: readonly Point[];
  readonly offered: number;
  /** Answered within the limits. */
  readonly good: number;
  /** From the scheduled time of a request to its whole answer (s). */
  readonly latency: { readonly p50: number; readonly p99: number } | undefined;
}

/** What a trial shows. */
export interface Outcome {
  readonly name: string;
  /** The share of the offered requests that were answered within the limits. */
  readonly attainment: number;
  /** Requests a second within the limits. */
  readonly goodput: number;
  readonly nodeHours: number;
  readonly dollars: number;
  /** Replicas that were removed and ordered again. */
  readonly flaps: number;
  /** Seconds from the overload to the first order of a replica, and to its readiness. Below 0: before the overload. */
  readonly ordered: number | undefined;
  readonly served: number | undefined;
  readonly latency: Trial['latency'];
}

const HOUR = 3_600_000;

/** @param perHour US dollars of one node */
export function outcomeOf(trial: Trial, perHour: number): Outcome {
  const { name, from, to, overloadedAt, desired, ready, offered, good, latency } = trial;
  const nodeHours = area(desired, from, to) / HOUR;
  const since = (points: readonly Point[]): number | undefined =>
    overloadedAt === undefined ? undefined : growth(points, overloadedAt);
  return {
    name,
    attainment: offered > 0 ? good / offered : Number.NaN,
    goodput: good / ((to - from) / 1000),
    nodeHours,
    dollars: nodeHours * perHour,
    flaps: flapsOf(desired),
    ordered: since(desired),
    served: since(ready),
    latency,
  };
}

/** The area under a step line from `from` to `to`. */
function area(points: readonly Point[], from: number, to: number): number {
  return points.reduce((sum, [x, y], at) => {
    const begin = Math.max(from, x);
    const end = Math.min(to, points[at + 1]?.[0] ?? to);
    return sum + Math.max(0, end - begin) * y;
  }, 0);
}

/** Seconds from a moment until a step line first rises; below 0 if it rose before. */
function growth(points: readonly Point[], moment: number): number | undefined {
  const first = points[0]?.[1] ?? 0;
  const after = points.find(([, y]) => y > first);
  return after && (after[0] - moment) / 1000;
}

/** How often the line rises after it has fallen. */
function flapsOf(points: readonly Point[]): number {
  let fell = false;
  let flaps = 0;
  for (const [at, [, value]] of points.entries()) {
    const change = value - (points[at - 1]?.[1] ?? value);
    if (change < 0) fell = true;
    if (change > 0 && fell) {
      flaps++;
      fell = false;
    }
  }
  return flaps;
}
