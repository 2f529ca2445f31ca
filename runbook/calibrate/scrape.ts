import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { metricsPage } from '../../lib/load/model-server.ts';
import { Samples } from '../../lib/metrics/samples.ts';
import type { Session } from '../../lib/session/session.ts';
import { AUTOSCALING_METRICS } from '../metrics/queries.ts';

export const WAITING = 'vllm:num_requests_waiting';
export const RUNNING = 'vllm:num_requests_running';
const GENERATED = 'vllm:generation_tokens_total';
const NEEDED = [WAITING, RUNNING, GENERATED];

/** The figures of the server's page at one moment. */
export interface Scrape {
  readonly samples: Samples;
  /** Milliseconds of the target's clock. */
  readonly at: number;
  readonly running: number;
  readonly waiting: number;
  readonly cacheUsage: number;
  /** Counters since the start of the server. */
  readonly generated: number;
  readonly preemptions: number;
  readonly prefixQueries: number;
  readonly prefixHits: number;
}

/** @throws RunbookError UNEXPECTED_ANSWER if a metric is missing */
export async function scrape(address: string, session: Session): Promise<Scrape> {
  // In real time: the page and the time belong together.
  const samples = new Samples(await metricsPage(address, session, 'command'));
  const missing = NEEDED.filter((name) => samples.value(name) === undefined);
  if (missing.length > 0)
    throw new RunbookError('UNEXPECTED_ANSWER', `The server's metrics page lacks ${missing.join(', ')}`, {
      evidence: [`http://${address}/metrics`],
      remedy: 'Run vLLM without --disable-log-stats. To see what is wrong: npm run doctor',
    });
  const value = (name: string): number => samples.value(name) ?? 0;
  const cache = AUTOSCALING_METRICS.cache.find((name) => samples.value(name) !== undefined);
  return {
    samples,
    at: session.target.clock.now(),
    running: value(RUNNING),
    waiting: value(WAITING),
    cacheUsage: cache ? value(cache) : 0,
    generated: value(GENERATED),
    preemptions: value('vllm:num_preemptions_total'),
    prefixQueries: value('vllm:prefix_cache_queries_total'),
    prefixHits: value('vllm:prefix_cache_hits_total'),
  };
}
