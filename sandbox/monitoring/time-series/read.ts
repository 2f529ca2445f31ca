import { Labels } from '../labels.ts';
import { countUntil, type Points } from '../promql/value.ts';
import type { SeriesStore, StoredSeries } from '../series/store.ts';
import type { MetricType } from './metric-types.ts';
import type { Distribution, TimedPoint, TimeSeries } from './point.ts';

/** The stored series of a metric type, as Cloud Monitoring sees them. Points outside (after, until] are left out. */
export function readSeries(store: SeriesStore, metricType: MetricType, after: number, until: number): TimeSeries[] {
  const read = metricType.valueType === 'DISTRIBUTION' ? histograms : numbers;
  return read(store, metricType, ({ end }) => end > after && end <= until);
}

type Wanted = (point: TimedPoint) => boolean;

function numbers(store: SeriesStore, metricType: MetricType, wanted: Wanted): TimeSeries[] {
  return store.of(metricType.metric, metricType.metric.name).map((series) => {
    const points = store.ingested(series);
    const timed = metricType.metricKind === 'CUMULATIVE' ? cumulative(points) : gauge(points);
    return timeSeries(metricType, series, series.labels, timed.filter(wanted));
  });
}

function gauge({ times, values }: Points): TimedPoint<number>[] {
  return Array.from(times, (end, index) => ({ start: end, end, value: values[index]! }));
}

/** A cumulative point's interval starts where the counter last started from zero. */
function cumulative({ times, values }: Points): TimedPoint<number>[] {
  let start = times[0] ?? 0;
  return Array.from(times, (end, index) => {
    if (index > 0 && values[index]! < values[index - 1]!) start = times[index - 1]!;
    return { start, end, value: values[index]! };
  });
}

interface HistogramLines {
  count?: StoredSeries;
  sum?: StoredSeries;
  readonly buckets: { bound: number; series: StoredSeries }[];
}

/** A histogram's `_bucket`, `_sum` and `_count` lines are one series of distributions. */
function histograms(store: SeriesStore, metricType: MetricType, wanted: Wanted): TimeSeries[] {
  const { metric } = metricType;
  const found = new Map<string, HistogramLines>();
  for (const part of ['bucket', 'sum', 'count'] as const) {
    for (const series of store.of(metric, `${metric.name}_${part}`)) {
      const key = series.all.without(['le', '__name__']).key;
      const lines = found.get(key) ?? { buckets: [] };
      found.set(key, lines);
      if (part === 'bucket')
        lines.buckets.push({ bound: Number(series.labels.le!.replace('+Inf', 'Infinity')), series });
      else lines[part] = series;
    }
  }
  return [...found.values()].flatMap((lines) => {
    if (!lines.count) return [];
    const { le: _, ...labels } = lines.count.labels;
    return [timeSeries(metricType, lines.count, labels, distributions(store, lines).filter(wanted))];
  });
}

function distributions(store: SeriesStore, { count, sum, buckets }: HistogramLines): TimedPoint<Distribution>[] {
  buckets.sort((a, b) => a.bound - b.bound);
  const bounds = buckets.map(({ bound }) => bound).filter(Number.isFinite);
  const lines = buckets.map(({ series }) => store.ingested(series));
  const sums = sum && store.ingested(sum);
  return cumulative(store.ingested(count!)).map(({ start, end }) => {
    const running = lines.map((line) => valueAt(line, end));
    const counts = running.map((value, index) => value - (running[index - 1] ?? 0));
    return { start, end, value: { bounds, counts, sum: sums ? valueAt(sums, end) : 0 } };
  });
}

function valueAt({ times, values }: Points, time: number): number {
  return values[countUntil(times, time) - 1] ?? 0;
}

function timeSeries(
  { type, metricKind, valueType }: MetricType,
  { target }: StoredSeries,
  labels: Readonly<Record<string, string>>,
  points: readonly TimedPoint[],
): TimeSeries {
  return {
    metric: { type, labels },
    resource: { type: 'prometheus_target', labels: { ...target } },
    metricKind,
    valueType,
    points,
  };
}

/** The order in which series are listed. */
export const inOrder = (series: readonly TimeSeries[]): TimeSeries[] =>
  [...series].sort((a, b) => Labels.compare(identity(a), identity(b)));

const identity = ({ metric, resource }: TimeSeries): Labels =>
  Labels.of({ ...resource.labels, ...metric.labels, '': metric.type });
