import { batchMeans, type Estimate } from '../load/measure/estimate.ts';

/** One part of the measured time of a rung. */
export interface Batch {
  /** Length (s). */
  readonly seconds: number;
  /** Requests that were answered, the sum of their latencies (s), and the sum of their tokens. */
  readonly completed: number;
  readonly latency: number;
  readonly tokens: number;
  /** Tokens that the server generated: the growth of `vllm:generation_tokens_total`. */
  readonly generated: number;
  /** The server's gauges at the end of the batch; `cacheUsage` is a share from 0 to 1. */
  readonly running: number;
  readonly waiting: number;
  readonly cacheUsage: number;
}

/** A latency of the server over the measured time of a rung (s), from its histogram. */
export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}

/** One level of the ladder: `concurrency` requests in flight, without pause. */
export interface Rung {
  readonly concurrency: number;
  readonly batches: readonly Batch[];
  readonly timeToFirstToken?: Quantiles;
  readonly interToken?: Quantiles;
  /** Requests that lost their KV cache blocks and started again. */
  readonly preemptions: number;
  readonly errors: number;
  /** Why the figures may be wrong: the client was slow. */
  readonly doubts: readonly string[];
}

/** The figures of a rung. */
export interface RungFigures {
  readonly concurrency: number;
  readonly seconds: number;
  /** Tokens a second: the server's counter, which has no edge effects. */
  readonly tokenRate: Estimate;
  /** Mean latency of a request (s), R(N). */
  readonly latency: number;
  readonly running: number;
  readonly waiting: number;
  /** The highest use of the KV cache (0 to 1). */
  readonly cacheUsage: number;
  /** Little's law: X·R/N − 1, which is 0 when nothing is lost. */
  readonly little: number;
}

/** How far X·R may be from N. */
export const LITTLE_TOLERANCE = 0.05;

export function figuresOf({ concurrency, batches }: Rung): RungFigures {
  const total = (of: (batch: Batch) => number): number => batches.reduce((sum, one) => sum + of(one), 0);
  const seconds = total((one) => one.seconds);
  const weighted = (of: (batch: Batch) => number): number => total((one) => of(one) * one.seconds) / seconds;
  const [latency, tokens] = [total((one) => one.latency), total((one) => one.tokens)];
  const tokenRate = batchMeans(batches.map((one) => one.generated / one.seconds));
  return {
    concurrency,
    seconds,
    tokenRate,
    latency: latency / total((one) => one.completed),
    running: weighted((one) => one.running),
    waiting: weighted((one) => one.waiting),
    cacheUsage: Math.max(...batches.map((one) => one.cacheUsage)),
    // The time of a token, from the answered requests, times the tokens a second: both without edge effects.
    little: ((total((one) => one.generated) / seconds) * (latency / tokens)) / concurrency - 1,
  };
}

/** Why a rung does not count; undefined for a good one. */
export function flawOf(rung: Rung): string | undefined {
  const { little } = figuresOf(rung);
  if (rung.errors > 0) return `${rung.errors} requests failed`;
  if (Math.abs(little) <= LITTLE_TOLERANCE) return undefined;
  if (Number.isNaN(little)) return 'no request was answered';
  const percent = `${(little * 100).toFixed(1)} %`;
  return `Little's law fails: throughput times latency differs from ${rung.concurrency} requests by ${percent}`;
}
