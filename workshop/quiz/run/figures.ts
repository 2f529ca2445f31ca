import type { Session } from '../../../lib/session/session.ts';
import { select } from '../../../runbook/metrics/queries.ts';
import type { Phase } from './history.ts';

/** What a chart shows at its steady part: the median of a query's values in a phase. */
async function steady(query: string, { from, to }: Phase, { metrics, signal }: Session): Promise<number | undefined> {
  const series = await metrics.queryRange(query, { start: from, end: to, step: '15s' }, { signal });
  return median(series.flatMap(({ points }) => points.map(([, value]) => value)).filter(Number.isFinite));
}

export function median(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Seconds. The query is the charts'. */
export function quantile(of: number, histogram: string, phase: Phase, session: Session): Promise<number | undefined> {
  const rates = `sum by (le) (rate(${select(`${histogram}_bucket`, session.config)}[1m]))`;
  return steady(`histogram_quantile(${of}, ${rates})`, phase, session);
}

/** Tokens a second of all replicas. */
export function tokensPerSecond(phase: Phase, session: Session): Promise<number | undefined> {
  return steady(`sum(rate(${select('vllm:generation_tokens_total', session.config)}[1m]))`, phase, session);
}

/** The largest use of the KV cache of a replica, in percent. */
export async function cachePeak({ from, to }: Phase, session: Session): Promise<number | undefined> {
  const { config, metrics, signal } = session;
  const range = { start: from, end: to, step: '15s' };
  const series = await metrics.queryRange(select('vllm:kv_cache_usage_perc', config), range, { signal });
  const values = series.flatMap(({ points }) => points.map(([, value]) => value));
  return values.length === 0 ? undefined : Math.max(...values) * 100;
}

export const TTFT = 'vllm:time_to_first_token_seconds';
export const ITL = 'vllm:inter_token_latency_seconds';
