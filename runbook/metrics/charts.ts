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
import { shell } from '../../lib/command/command.ts';
import type { Config } from '../../lib/config/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import type { ReplicaHistory } from '../../lib/kubernetes/replicas.ts';
import type { Report } from '../../lib/load/index.ts';
import type { Range, Series } from '../../lib/metrics/index.ts';
import type { Session } from '../../lib/session/session.ts';
import { perform } from '../../lib/step/actions.ts';
import type { Actions, StepContext } from '../../lib/step/step.ts';
import { billed, costOverTime } from '../cost/so-far.ts';
import { runningRequests, select, waitingRequests } from './queries.ts';

/** Waiting and running requests of each pod, with the autoscaler's target if HPA_METRIC=queue. */
export async function requestsChart(session: Session, range: Range): Promise<Chart> {
  return requestsIn(await askRequests(session, range), session.config);
}

/** Draws the requests chart and records the waiting requests of each pod in the report. */
export function* showRequests({ config }: StepContext, what: string, range: Range, fact: string): Actions & Generator {
  const show = async (session: Session): Promise<void> => {
    const requests = await askRequests(session, range);
    session.report.fact(fact, requests.waiting);
    session.log.write({ kind: 'chart', chart: requestsIn(requests, session.config) });
  };
  const commands = [waitingRequests(config), runningRequests(config)].flatMap((query) => [
    shell`echo ${`${query}:`}`,
    shell`query ${query}`,
  ]);
  yield* perform(what, undefined, show, { kind: 'run', commands });
}

interface Requests {
  readonly waiting: readonly Series[];
  readonly running: readonly Series[];
}

async function askRequests({ config, metrics }: Session, range: Range): Promise<Requests> {
  const queries = [waitingRequests(config), runningRequests(config)];
  const [waiting = [], running = []] = await Promise.all(queries.map((query) => metrics.queryRange(query, range)));
  return { waiting, running };
}

function requestsIn(requests: Requests, { HPA_FILE, HPA_METRIC, HPA_TARGET }: Config): Chart {
  const isTarget = HPA_FILE === undefined && HPA_METRIC === 'queue';
  return waitingAndRunning({ ...requests, ...(isTarget && { target: HPA_TARGET }) });
}

/** KV cache usage of each pod, with the autoscaler's target if HPA_METRIC=cache. */
export async function cacheChart(session: Session, range: Range): Promise<Chart> {
  const { config } = session;
  const usage = await session.metrics.queryRange(select('vllm:kv_cache_usage_perc', config), range);
  const isTarget = config.HPA_FILE === undefined && config.HPA_METRIC === 'cache';
  return kvCacheUsage(usage, isTarget ? config.HPA_TARGET : undefined);
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

/** Desired and ready replicas until now. */
export function replicasChart(session: Session, { desired, ready }: ReplicaHistory): Chart {
  const untilNow = <T>(points: readonly (readonly [number, T])[]): (readonly [number, T])[] => {
    const last = points.at(-1);
    return last ? [...points, [session.target.clock.now(), last[1]]] : [];
  };
  return replicas({ desired: untilNow(desired), ready: untilNow(ready), maximum: session.config.MAX_REPLICAS });
}

/** The request latency of the load that was stopped last. @throws RunbookError CHART_INPUT */
export function loadChart(session: Session): Chart {
  const { latency } = (session.report.data.facts.load ?? {}) as Partial<Report>;
  if (latency) return loadLatency(latency);
  throw new RunbookError('CHART_INPUT', 'No stopped load with answered requests', { remedy: 'await load.stop()' });
}

/** The cost of the running resources since their creation. */
export async function costChart(session: Session): Promise<Chart> {
  return costSoFar(costOverTime(await billed(session), session.target.clock.now()));
}

const QUANTILES = { p50: 0.5, p90: 0.9, p99: 0.99 } as const;

/** Quantiles over all pods, from the rates of a histogram's buckets. */
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
