import { type Course, type Moment, PERIOD } from './simulate.ts';

/** Limits of a good request (s). */
export interface Limits {
  readonly ttft?: number | undefined;
  readonly e2e?: number | undefined;
}

/** What an autoscaler achieved, and what it cost. */
export interface Summary {
  readonly offered: number;
  readonly answered: number;
  readonly lost: number;
  /** Requests within the limits, as a share of those offered. */
  readonly attainment: number;
  /** Time to the first token (s). */
  readonly ttft: { readonly p50: number; readonly p95: number; readonly p99: number };
  readonly mostReplicas: number;
  readonly mostWaiting: number;
  /** Hours of replicas that were ordered: their nodes are billed from the boot on. */
  readonly nodeHours: number;
  readonly dollars: number;
  /** Changes of the number of replicas, and scale-ins that were taken back within ten minutes. */
  readonly changes: number;
  readonly flaps: number;
}

const FLAP = 600_000;

/** @param price of a replica, in dollars an hour */
export function summaryOf({ moments, answers, lost, offered }: Course, limits: Limits, price: number): Summary {
  const good = answers.filter(
    ({ ttft, latency }) =>
      ttft <= (limits.ttft ?? Number.POSITIVE_INFINITY) * 1000 &&
      latency <= (limits.e2e ?? Number.POSITIVE_INFINITY) * 1000,
  );
  const sorted = Float64Array.from(answers, ({ ttft }) => ttft / 1000).sort();
  const quantile = (q: number): number => sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
  const nodeHours = (moments.reduce((sum, { desired }) => sum + desired, 0) * PERIOD) / 3_600_000;
  const changes = moments.filter(({ desired }, n) => n > 0 && desired !== moments[n - 1]!.desired);
  return {
    offered,
    answered: answers.length,
    lost,
    attainment: offered === 0 ? 1 : good.length / offered,
    ttft: { p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) },
    mostReplicas: most(moments, ({ desired }) => desired),
    mostWaiting: most(moments, ({ waiting }) => waiting),
    nodeHours,
    dollars: nodeHours * price,
    changes: changes.length,
    flaps: flapsIn(moments),
  };
}

const most = (moments: readonly Moment[], of: (one: Moment) => number): number =>
  moments.reduce((found, one) => Math.max(found, of(one)), 0);

function flapsIn(moments: readonly Moment[]): number {
  let flaps = 0;
  let scaledIn = Number.NEGATIVE_INFINITY;
  for (const [n, { at, desired }] of moments.entries()) {
    const before = moments[n - 1]?.desired ?? desired;
    if (desired < before) scaledIn = at;
    if (desired > before && at - scaledIn <= FLAP) {
      flaps++;
      scaledIn = Number.NEGATIVE_INFINITY;
    }
  }
  return flaps;
}
