import {
  type Chart,
  costSoFar,
  interTokenLatency,
  kvCacheUsage,
  loadLatency,
  type Quantiles,
  replicas,
  timeToFirstToken,
  tokensPerSecond,
  waitingAndRunning,
} from '../../lib/chart/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import type { ReplicaHistory } from '../../lib/kubernetes/replicas.ts';
import type { Report } from '../../lib/load/index.ts';
import type { Range, Series } from '../../lib/metrics/index.ts';
import type { Session } from '../../lib/session/session.ts';
import { billed, costOverTime } from '../cost/so-far.ts';
import { runningRequests, select, waitingRequests } from './queries.ts';

/** Requests that wait and that run, of each pod; with the autoscaler's target when it looks at the queue. */
export async function requestsChart(session: Session, range: Range): Promise<Chart> {
  const { config } = session;
  const [waiting, running] = await Promise.all([
    session.metrics.queryRange(waitingRequests(config), range),
    session.metrics.queryRange(runningRequests(config), range),
  ]);
  const target = config.HPA_METRIC === 'queue' ? { target: config.HPA_TARGET } : {};
  return waitingAndRunning({ waiting, running, ...target });
}

/** The share of the KV cache in use, of each pod; with the autoscaler's target when it looks at that. */
export async function cacheChart(session: Session, range: Range): Promise<Chart> {
  const { config } = session;
  const usage = await session.metrics.queryRange(select('vllm:kv_cache_usage_perc', config), range);
  return kvCacheUsage(usage, config.HPA_METRIC === 'cache' ? config.HPA_TARGET : undefined);
}

export async function firstTokenChart(session: Session, range: Range): Promise<Chart> {
  return timeToFirstToken(await quantiles('vllm:time_to_first_token_seconds', session, range));
}

export async function interTokenChart(session: Session, range: Range): Promise<Chart> {
  return interTokenLatency(await quantiles('vllm:inter_token_latency_seconds', session, range));
}

export async function tokensChart(session: Session, range: Range): Promise<Chart> {
  const rate = `rate(${select('vllm:generation_tokens_total', session.config)}[1m])`;
  return tokensPerSecond(await session.metrics.queryRange(rate, range));
}

/** What the autoscaler wanted and what served, up to now. */
export function replicasChart(session: Session, { desired, ready }: ReplicaHistory): Chart {
  const untilNow = <T>(points: readonly (readonly [number, T])[]): (readonly [number, T])[] => {
    const last = points.at(-1);
    return last ? [...points, [session.target.clock.now(), last[1]]] : [];
  };
  return replicas({ desired: untilNow(desired), ready: untilNow(ready), maximum: session.config.MAX_REPLICAS });
}

/** How long the requests of the load took that was stopped last. @throws RunbookError CHART_INPUT */
export function loadChart(session: Session): Chart {
  const { latency } = (session.report.data.facts.load ?? {}) as Partial<Report>;
  if (latency) return loadLatency(latency);
  throw new RunbookError('CHART_INPUT', 'No load has answered requests and ended yet', { remedy: 'await load.stop()' });
}

/** What stands now has cost so much since it was made. */
export async function costChart(session: Session): Promise<Chart> {
  return costSoFar(costOverTime(await billed(session), session.target.clock.now()));
}

const QUANTILES = { p50: 0.5, p90: 0.9, p99: 0.99 } as const;

/** Over all pods, from the rates of a histogram's buckets. */
async function quantiles(histogram: string, session: Session, range: Range): Promise<Quantiles> {
  const rates = `sum by (le) (rate(${select(`${histogram}_bucket`, session.config)}[1m]))`;
  const asked = Object.entries(QUANTILES).map(
    async ([name, q]): Promise<[string, readonly Series[]]> => [
      name,
      await session.metrics.queryRange(`histogram_quantile(${q}, ${rates})`, range),
    ],
  );
  return Object.fromEntries(await Promise.all(asked));
}
