import { Histogram, type Summary } from '../histogram.ts';
import type { Result } from './result.ts';

/** The results of several processes on one server as one: counts and histograms are added, so that no quantile is an average. */
export function mergeResults(results: readonly [Result, ...Result[]]): Result {
  const startedAt = Math.min(...results.map((one) => one.startedAt));
  const seconds = Math.max(...results.map((one) => one.startedAt / 1000 + one.seconds)) - startedAt / 1000;
  const add = (of: (one: Result) => number): number => results.reduce((sum, one) => sum + of(one), 0);
  const summary = (of: (one: Result) => Summary | undefined): Summary | undefined =>
    Histogram.of(results.flatMap((one) => of(one) ?? [])).summary();
  const completed = add((one) => one.completed);
  const tokens = add((one) => one.tokens);
  return {
    startedAt,
    seconds,
    concurrency: add((one) => one.concurrency),
    completed,
    tokens,
    throughput: {
      requests: add((one) => one.throughput.requests * one.seconds) / seconds,
      tokens: add((one) => one.throughput.tokens * one.seconds) / seconds,
    },
    // The steady times of the processes need not be the same.
    steady: undefined,
    latency: summary((one) => one.latency),
    timeToFirstToken: summary((one) => one.timeToFirstToken),
    interToken: summary((one) => one.interToken),
    perToken: summary((one) => one.perToken),
    clientQueue: summary((one) => one.clientQueue),
    fromSchedule: summary((one) => one.fromSchedule),
    goodput: results.every((one) => one.goodput)
      ? {
          requests: add((one) => one.goodput!.requests * one.seconds) / seconds,
          share: add((one) => one.goodput!.share * one.completed) / Math.max(1, completed),
        }
      : undefined,
    rate: { requested: add((one) => one.rate.requested), achieved: add((one) => one.rate.achieved) },
    errors: addedErrors(results),
    reconnects: add((one) => one.reconnects),
    aborted: add((one) => one.aborted),
    client: {
      doubts: results.flatMap((one) => one.client.doubts),
      bottleneck: results.map((one) => one.client.bottleneck).find((one) => one !== undefined),
    },
  };
}

function addedErrors(results: readonly Result[]): Readonly<Record<string, number>> {
  const all: Record<string, number> = {};
  for (const { errors } of results)
    for (const [kind, count] of Object.entries(errors)) all[kind] = (all[kind] ?? 0) + count;
  return all;
}
