import type { Batch, Rung } from '../../../lib/calibration/index.ts';

/** A server of known answer: it runs up to `slots` requests, each token takes `step` seconds, whatever the load. */
export interface KnownServer {
  readonly slots: number;
  readonly step: number;
  readonly tokens: number;
  readonly cacheUsage?: number;
}

/** What a ladder measures on it. `noise` alternates between batches. */
export function rungOn({ slots, step, tokens, cacheUsage = 0.2 }: KnownServer, concurrency: number, noise = 0): Rung {
  const running = Math.min(concurrency, slots);
  const rate = running / step;
  const requests = rate / tokens;
  const batch = (at: number): Batch => ({
    seconds: 10,
    completed: requests * 10,
    latency: requests * 10 * (concurrency / requests),
    tokens: requests * 10 * tokens,
    generated: rate * 10 * (1 + (at % 2 === 0 ? noise : -noise)),
    running,
    waiting: concurrency - running,
    cacheUsage,
  });
  return {
    concurrency,
    batches: Array.from({ length: 10 }, (_, at) => batch(at)),
    timeToFirstToken: { p50: 0.1, p99: 0.2 + Math.max(0, concurrency - slots) / requests },
    preemptions: 0,
    errors: 0,
    doubts: [],
  };
}
