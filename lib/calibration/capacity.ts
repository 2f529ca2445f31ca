import { type Estimate, plusMinus, quotient, ratio } from '../load/measure/estimate.ts';
import { threeDigits } from '../log/digits.ts';
import type { Figure } from './figure.ts';
import { figuresOf, flawOf, type Rung, type RungFigures } from './rung.ts';

/** Latency limits of the 99th percentile (s). */
export interface LatencyLimits {
  readonly ttft?: number | undefined;
  readonly itl?: number | undefined;
}

/** What one replica can do. */
export interface Capacity {
  /** Requests a second at saturation. */
  readonly saturation: Figure;
  readonly saturationEstimate: Estimate;
  readonly tokensPerRequest: Figure;
  /** Requests that the server runs at a time when requests wait. */
  readonly runningMax: Figure;
  /** The smallest number of requests in flight with which requests wait. */
  readonly queueOnset: Figure;
  /** The smallest number of requests in flight with which the KV cache is full; undefined if it never was. */
  readonly cacheOnset: Figure | undefined;
  /** The largest number of requests in flight within the limits; undefined without limits. */
  readonly sloPoint: Figure | undefined;
  /** Whether requests waited: without that, saturation and runningMax are lower bounds. */
  readonly saturated: boolean;
}

/** A rung within this share of the best is on the plateau. */
const PLATEAU = 0.02;
/** Above this share of the KV cache, the next request may find no block. */
const FULL = 0.98;

/** @param ladder in ascending order; flawed rungs do not count */
export function capacityOf(ladder: readonly Rung[], limits: LatencyLimits = {}): Capacity | undefined {
  const rungs = ladder.filter((rung) => flawOf(rung) === undefined);
  if (rungs.length === 0) return undefined;
  const figures = rungs.map(figuresOf);
  const best = Math.max(...figures.map(({ tokenRate }) => tokenRate.mean));
  const plateau = figures.filter(({ tokenRate }) => tokenRate.mean >= best * (1 - PLATEAU));
  const full = plateau.filter(({ waiting }) => waiting >= 1);
  const used = full.length > 0 ? full : plateau;
  const saturated = full.length > 0;

  const perRequest = ratio(rungs.flatMap(({ batches }) => batches.map((one) => [one.tokens, one.completed] as const)));
  const tokenRate = pooled(used);
  const saturationEstimate = quotient(tokenRate, perRequest);
  const bound = saturated ? '' : '; no request waited, so this is a lower bound';
  const from = used.map(({ concurrency }) => concurrency).join(', ');
  const runningMax = saturated
    ? Math.round(used.reduce((sum, { running }) => sum + running, 0) / used.length)
    : Math.max(...figures.map(({ running }) => Math.round(running)));
  const [before, after] = onset(figures, ({ waiting }) => waiting >= 1);
  const ends = figures.map(({ concurrency }) => concurrency);
  const cache = figures.findIndex(({ cacheUsage }, at) => cacheUsage >= FULL || rungs[at]!.preemptions > 0);
  return {
    saturated,
    saturationEstimate,
    saturation: {
      value: saturationEstimate.mean,
      unit: 'requests/s',
      formula: 'tokens a second on the plateau / tokens a request',
      inputs: {
        'tokens/s': threeDigits(tokenRate.mean),
        'tokens a request': threeDigits(perRequest.mean),
        'requests in flight': from,
      },
      uncertainty: plusMinus(saturationEstimate) + bound,
    },
    tokensPerRequest: {
      value: perRequest.mean,
      unit: 'tokens',
      formula: 'generated tokens / answered requests, over all rungs',
      inputs: { requests: rungs.flatMap(({ batches }) => batches).reduce((sum, one) => sum + one.completed, 0) },
      uncertainty: plusMinus(perRequest),
    },
    runningMax: {
      value: runningMax,
      unit: 'requests',
      formula: 'mean of vllm:num_requests_running where requests wait',
      inputs: { 'requests in flight': from },
      uncertainty: saturated ? 'whole requests' : 'no request waited: the server may run more',
    },
    queueOnset: {
      value: saturated ? runningMax : Number.POSITIVE_INFINITY,
      unit: 'requests in flight',
      formula: 'running_max: the next request waits',
      inputs: { 'last rung without a queue': before ?? 'none', 'first rung with a queue': after ?? 'none' },
      uncertainty: saturated ? `between ${before ?? 0} and ${after}` : `above ${Math.max(...ends)}`,
    },
    cacheOnset:
      cache < 0
        ? undefined
        : {
            value: ends[cache]!,
            unit: 'requests in flight',
            formula: `first rung with KV cache use of ${FULL} or preemptions`,
            inputs: { use: threeDigits(figures[cache]!.cacheUsage), preemptions: rungs[cache]!.preemptions },
            uncertainty: `between ${ends[cache - 1] ?? 0} and ${ends[cache]}`,
          },
    sloPoint: sloPoint(rungs, limits),
  };
}

/** The largest rung up to which every limit holds. */
function sloPoint(rungs: readonly Rung[], { ttft, itl }: LatencyLimits): Figure | undefined {
  if (ttft === undefined && itl === undefined) return undefined;
  const holds = ({ timeToFirstToken, interToken }: Rung): boolean =>
    (timeToFirstToken?.p99 ?? 0) <= (ttft ?? Number.POSITIVE_INFINITY) &&
    (interToken?.p99 ?? 0) <= (itl ?? Number.POSITIVE_INFINITY);
  const broken = rungs.findIndex((rung) => !holds(rung));
  const within = broken < 0 ? rungs : rungs.slice(0, broken);
  return {
    value: within.at(-1)?.concurrency ?? 0,
    unit: 'requests in flight',
    formula: "largest rung up to which the server's p99 is within the limits",
    inputs: { ...(ttft !== undefined && { 'ttft (s)': ttft }), ...(itl !== undefined && { 'itl (s)': itl }) },
    uncertainty:
      broken < 0
        ? 'no rung broke a limit'
        : `between ${within.at(-1)?.concurrency ?? 0} and ${rungs[broken]!.concurrency}`,
  };
}

/** The last rung before a change, and the first one after it. */
function onset(
  figures: readonly RungFigures[],
  is: (figures: RungFigures) => boolean,
): readonly [number | undefined, number | undefined] {
  const at = figures.findIndex(is);
  return at < 0 ? [figures.at(-1)?.concurrency, undefined] : [figures[at - 1]?.concurrency, figures[at]!.concurrency];
}

/** The mean over rungs by their measured time. The half widths add up in quadrature. */
function pooled(rungs: readonly RungFigures[]): Estimate {
  const seconds = rungs.reduce((sum, one) => sum + one.seconds, 0);
  const part = rungs.map((one) => ({ share: one.seconds / seconds, ...one.tokenRate }));
  const mean = part.reduce((sum, one) => sum + one.share * one.mean, 0);
  const half = Math.hypot(...part.map((one) => one.share * (one.high - one.mean)));
  return { mean, low: mean - half, high: mean + half };
}
