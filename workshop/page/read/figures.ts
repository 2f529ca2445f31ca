import type { Chart, Point } from '../../../lib/chart/index.ts';
import { costSoFar, replicas, tokensPerSecond, waitingAndRunning } from '../../../lib/chart/index.ts';
import type { Series } from '../../../lib/metrics/index.ts';
import type { Billed } from '../../../lib/runner/meter.ts';
import { perHourOf } from '../../../lib/runner/meter.ts';
import type { Session } from '../../../lib/session/session.ts';
import { costOverTime, costUntil } from '../../../runbook/cost/so-far.ts';
import { firstTokenChart } from '../../../runbook/metrics/charts.ts';
import { runningRequests, select, waitingRequests } from '../../../runbook/metrics/queries.ts';
import type { Figures } from '../world/world.ts';

/** The charts of a page, in their order. */
export const CHARTS = ['requests', 'replicas', 'firstToken', 'tokens', 'cost'] as const;
export type ChartName = (typeof CHARTS)[number];
export type Charts = Readonly<Partial<Record<ChartName, Chart>>>;

/** The time that the charts show (of the target's clock): a scale-out takes some 20 minutes. */
const WINDOW = '40m';
/** An older point is not the present (ms of the target's clock). */
const STALE = 180_000;

export interface Measured {
  readonly charts: Charts;
  readonly figures: Figures;
  /** The number of pods that were scraped, over time: the ready replicas before anybody looked. */
  readonly scraped?: readonly Point[];
}

/** What Cloud Monitoring knows of the model server. @throws RunbookError METRICS_QUERY */
export async function measure(session: Session, signal: AbortSignal): Promise<Measured> {
  const { config, metrics } = session;
  const range = { last: WINDOW } as const;
  const ask = (query: string): Promise<Series[]> => metrics.queryRange(query, range, { signal });
  const [waiting, running, rates, firstToken] = await Promise.all([
    ask(waitingRequests(config)),
    ask(runningRequests(config)),
    ask(`rate(${select('vllm:generation_tokens_total', config)}[1m])`),
    firstTokenChart(session, range),
  ]);
  const now = session.target.clock.now();
  const p90 = firstToken.series.filter(({ name }) => name === 'p90').map(({ points }) => ({ labels: {}, points }));
  const target = config.HPA_METRIC === 'queue' ? { target: config.HPA_TARGET } : {};
  return {
    scraped: counted(running),
    charts: {
      requests: waitingAndRunning({ waiting, running, ...target }),
      firstToken,
      tokens: tokensPerSecond(rates),
    },
    figures: {
      waiting: latest(waiting, now),
      running: latest(running, now),
      tokensPerSecond: latest(rates, now),
      firstToken: latest(p90, now),
    },
  };
}

/** The number of series with a value, over time; only the changes. */
export function counted(series: readonly Series[]): Point[] {
  const counts = new Map<number, number>();
  for (const [time, value] of series.flatMap(({ points }) => points))
    if (Number.isFinite(value)) counts.set(time, (counts.get(time) ?? 0) + 1);
  const points = [...counts].sort(([a], [b]) => a - b);
  return points.filter(([, count], at) => count !== points[at - 1]?.[1]);
}

/** The sum of the newest values; undefined if all series have ended. */
export function latest(series: readonly Series[], now: number): number | undefined {
  const fresh = series
    .map(({ points }) => points.at(-1))
    .filter((point): point is [number, number] => point !== undefined && now - point[0] <= STALE)
    .map(([, value]) => value)
    .filter(Number.isFinite);
  return fresh.length === 0 ? undefined : fresh.reduce((sum, value) => sum + value, 0);
}

/** The replicas as the page has seen them; each value holds until the next. */
export function replicasChart({
  desired,
  ready,
  now,
  maximum,
}: Readonly<Record<'desired' | 'ready', readonly Point[]>> & {
  readonly now: number;
  readonly maximum: number;
}): Chart {
  const untilNow = (points: readonly Point[]): Point[] => {
    const last = points.at(-1);
    return last ? [...points, [now, last[1]]] : [];
  };
  return replicas({ desired: untilNow(desired), ready: untilNow(ready), maximum });
}

/** The bill of what runs, from its creation. */
export function costOf(items: readonly Billed[], now: number): Measured {
  return {
    charts: items.length === 0 ? {} : { cost: costSoFar(costOverTime(items, now)) },
    figures: { cost: costUntil(items, now), perHour: perHourOf(items) },
  };
}
