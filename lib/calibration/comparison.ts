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
  /** Whole answers. */
  readonly answers: Kept;
  /** First tokens, of a sample of the requests. */
  readonly firstTokens: Kept;
}

/** What requests had to wait for, and whether it came within its limit. */
export interface Kept {
  readonly offered: number;
  readonly good: number;
  /** From the scheduled time of a request on (s); undefined if nothing came. */
  readonly time: { readonly p50: number; readonly p99: number } | undefined;
}

/** What a trial shows. */
export interface Outcome {
  readonly name: string;
  /** The share of the offered requests whose first token came in time, and whose whole answer did. */
  readonly attainment: { readonly firstToken: number; readonly answer: number };
  /** Requests a second whose first token came in time. */
  readonly goodput: number;
  readonly firstToken: Kept['time'];
  readonly answer: Kept['time'];
  readonly nodeHours: number;
  readonly dollars: number;
  /** Replicas that were removed and ordered again. */
  readonly flaps: number;
  /** Seconds from the overload to the first order of a replica, and to its readiness. Below 0: before the overload. */
  readonly ordered: number | undefined;
  readonly served: number | undefined;
}

const HOUR = 3_600_000;

/** @param perHour US dollars of one node */
export function outcomeOf(trial: Trial, perHour: number): Outcome {
  const { name, from, to, overloadedAt, desired, ready, answers, firstTokens } = trial;
  const attainment = { firstToken: share(firstTokens), answer: share(answers) };
  const nodeHours = area(desired, from, to) / HOUR;
  const since = (points: readonly Point[]): number | undefined =>
    overloadedAt === undefined ? undefined : growth(points, overloadedAt);
  return {
    name,
    attainment,
    goodput: (attainment.firstToken * answers.offered) / ((to - from) / 1000),
    firstToken: firstTokens.time,
    answer: answers.time,
    nodeHours,
    dollars: nodeHours * perHour,
    flaps: flapsOf(desired),
    ordered: since(desired),
    served: since(ready),
  };
}

const share = ({ offered, good }: Kept): number => (offered > 0 ? good / offered : Number.NaN);

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
