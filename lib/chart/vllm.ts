import { bin, max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import type { Summary } from '../load/index.ts';
import type { Series } from '../metrics/index.ts';
import type { Chart, ChartSeries, Point, Threshold } from './chart.ts';

/** `vllm:num_requests_waiting` and `…_running` of each pod, with the autoscaler's target. */
export function waitingAndRunning({
  waiting,
  running,
  target,
}: {
  readonly waiting: readonly Series[];
  readonly running: readonly Series[];
  /** Waiting requests per replica. */
  readonly target?: number;
}): Chart {
  const series = [...perPod(waiting, 'waiting', waiting), ...perPod(running, 'running', waiting)];
  const thresholds = target === undefined ? [] : [{ name: 'target per replica', value: target }];
  return timeChart({ title: 'Requests waiting and running', unit: 'requests', series, thresholds });
}

/** Desired and ready replicas over time; each observation holds until the next. */
export function replicas({
  desired,
  ready,
  maximum,
}: {
  readonly desired: readonly Point[];
  readonly ready: readonly Point[];
  readonly maximum?: number;
}): Chart {
  const series: ChartSeries[] = [
    { name: 'desired', points: desired, role: 'step' },
    { name: 'ready', points: ready, role: 'step' },
  ];
  const thresholds = maximum === undefined ? [] : [{ name: 'maximum', value: maximum }];
  return timeChart({ title: 'Replicas', unit: 'replicas', series, thresholds });
}

/** `vllm:kv_cache_usage_perc` (0–1) of each pod. */
export function kvCacheUsage(usage: readonly Series[], target?: number): Chart {
  const thresholds = target === undefined ? [] : [{ name: 'target', value: target * 100 }];
  return timeChart({ title: 'KV cache in use', unit: '%', series: perPod(scaled(usage, 100), '', usage), thresholds });
}

/** Quantiles of one latency over time, in seconds: `{ p50, p90, p99 }`, each from one query. */
export type Quantiles = Readonly<Record<string, readonly Series[]>>;

/** `vllm:time_to_first_token_seconds` over time, in seconds: queueing plus prefill. */
export function timeToFirstToken(quantiles: Quantiles): Chart {
  return timeChart({ title: 'Time to first token', unit: 'seconds', series: perQuantile(quantiles, 1) });
}

/** `vllm:inter_token_latency_seconds` over time, in milliseconds: the time per token of a running request. */
export function interTokenLatency(quantiles: Quantiles): Chart {
  return timeChart({ title: 'Inter-token latency', unit: 'milliseconds', series: perQuantile(quantiles, 1000) });
}

/** Generated tokens per second of each pod: `rate(vllm:generation_tokens_total[1m])`. */
export function tokensPerSecond(rates: readonly Series[]): Chart {
  return timeChart({ title: 'Generated tokens', unit: 'tokens per second', series: perPod(rates, '', rates) });
}

/** Cost since the beginning, in US dollars. */
export function costSoFar(points: readonly Point[]): Chart {
  return timeChart({ title: 'Cost so far', unit: 'US dollars', series: [{ name: 'cost', points }] });
}

const BINS = 24;

/** Histogram of the latency of the load's requests. */
export function loadLatency(latency: Summary): Chart {
  const { buckets, count, p50, p90, p99 } = latency;
  const middle = ({ from, to }: Summary['buckets'][number]): number => (from + to) / 2;
  const scale = scaleLinear([0, max(buckets, ({ to }) => to) ?? 1], [0, 1]).nice(BINS);
  const [low = 0, high = 1] = scale.domain();
  const inner = scale.ticks(BINS).filter((tick) => tick > low && tick < high);
  const bins = bin<Summary['buckets'][number], number>().value(middle).domain([low, high]).thresholds(inner);
  const filled = bins(buckets as Summary['buckets'][number][]);
  const points: Point[] = filled.map((one) => [one.x0!, one.reduce((sum, bucket) => sum + bucket.count, 0)]);
  points.push([filled.at(-1)!.x1!, 0]);
  const quantiles = `median ${figure(p50)} s, p90 ${figure(p90)} s, p99 ${figure(p99)} s`;
  return {
    title: `Latency of the load (${quantiles})`,
    alt: `Histogram of the latency of ${count} requests: ${quantiles}.`,
    unit: 'requests',
    x: 'value',
    xTitle: 'latency (seconds)',
    series: [{ name: `${count} requests`, points, role: 'bars' }],
  };
}

export function timeChart(chart: {
  title: string;
  unit: string;
  series: readonly ChartSeries[];
  thresholds?: readonly Threshold[];
}): Chart {
  return {
    ...chart,
    x: 'time',
    alt: `${chart.title} over time. ${chart.series.map((series) => inWords(series, chart.unit)).join(' ')}`,
  };
}

function inWords({ name, points }: ChartSeries, unit: string): string {
  const values = points.map(([, y]) => y).filter(Number.isFinite);
  if (values.length === 0) return `${name}: no values.`;
  const [low, high, last] = [Math.min(...values), Math.max(...values), values.at(-1)!];
  return `${name}: from ${figure(low)} to ${figure(high)} ${unit}, at the end ${figure(last)}.`;
}

function figure(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function perQuantile(quantiles: Quantiles, factor: number): ChartSeries[] {
  return Object.entries(quantiles).flatMap(([name, series]) =>
    scaled(series, factor).map(({ points }) => ({ name, points })),
  );
}

function scaled(series: readonly Series[], factor: number): Series[] {
  return series.map(({ labels, points }) => ({
    labels,
    points: points.map(([time, value]) => [time, value * factor]),
  }));
}

/** One colour per pod, over all series of a chart. */
function perPod(series: readonly Series[], what: string, all: readonly Series[]): ChartSeries[] {
  const names = all.map(({ labels }) => labels.pod ?? '');
  const short = names.map((name) => name.slice(name.lastIndexOf('-') + 1));
  const distinct = new Set(short).size === new Set(names).size;
  return series.map(({ labels, points }) => {
    const { pod } = labels;
    const shown = pod === undefined ? '' : distinct ? pod.slice(pod.lastIndexOf('-') + 1) : pod;
    const name = [shown, what].filter((word) => word !== '').join(' ') || 'all pods';
    return { name, points, ...(what !== '' && pod !== undefined && { group: pod }) };
  });
}
