import { Histogram } from '../../../../lib/load/histogram.ts';
import type { Result, Setup } from '../../../../lib/load/report/index.ts';

export const SETUP: Setup = {
  url: 'http://10.0.0.1:8000/v1/completions',
  model: 'meta-llama/Llama-3.1-70B',
  chat: false,
  stream: true,
  traffic: '8 users',
  users: 8,
  seed: 0,
};

export function histogram(values: readonly number[]): Histogram {
  const made = new Histogram();
  for (const value of values) made.record(value);
  return made;
}

/** A load whose requests took these seconds. */
export function resultOf(latencies: readonly number[], more: Partial<Result> = {}): Result {
  const seconds = more.seconds ?? 10;
  return {
    startedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
    seconds,
    concurrency: 8,
    completed: latencies.length,
    tokens: latencies.length * 100,
    throughput: { requests: latencies.length / seconds, tokens: (latencies.length * 100) / seconds },
    steady: undefined,
    interToken: undefined,
    perToken: undefined,
    fromSchedule: undefined,
    clientQueue: undefined,
    rate: { requested: 1, achieved: 1 },
    goodput: undefined,
    latency: histogram(latencies).summary(),
    timeToFirstToken: histogram(latencies.map((value) => value / 10)).summary(),
    errors: {},
    reconnects: 0,
    aborted: 8,
    client: { doubts: [], bottleneck: undefined },
    ...more,
  };
}
