import { GoogleApiError } from '../../core/google-error.ts';
import { Labels } from '../labels.ts';
import { ALIGNERS, type Aligner } from './aligners.ts';
import type { Distribution, PointValue, TimedPoint, TimeSeries } from './point.ts';
import { REDUCERS, type Reducer } from './reducers.ts';

/** Names or the API's numbers. */
export interface Aggregation {
  readonly aligner?: string | undefined;
  /** Milliseconds. */
  readonly period?: number | undefined;
  readonly reducer?: string | undefined;
  /** `metric.labels.pod`, `resource.labels.cluster`, … */
  readonly groupBy?: readonly string[];
}

/** Cloud Monitoring aligns to periods of at least a minute (ms). */
const SHORTEST_PERIOD = 60_000;

const invalid = (field: string, value: string, problem: string): GoogleApiError =>
  new GoogleApiError(400, `Field aggregation.${field} had an invalid value of "${value}": ${problem}`);

function choose<T extends { readonly id: number }>(
  field: string,
  table: Readonly<Record<string, T>>,
  none: string,
  wanted: string | undefined,
): [name: string, choice: T] | undefined {
  if (wanted === undefined || ['', '0', none].includes(wanted)) return undefined;
  const found = Object.entries(table).find(([name, { id }]) => name === wanted || String(id) === wanted);
  if (!found) throw invalid(field, wanted, 'It is not known, or not supported.');
  return found;
}

/** Align each series, then reduce them, as asked. @param end of the interval: periods are counted back from it. */
export function aggregate(
  all: readonly TimeSeries[],
  interval: { start: number; end: number },
  asked: Aggregation,
): TimeSeries[] {
  const aligner = choose('perSeriesAligner', ALIGNERS, 'ALIGN_NONE', asked.aligner);
  const reducer = choose('crossSeriesReducer', REDUCERS, 'REDUCE_NONE', asked.reducer);
  if (!aligner) {
    if (reducer) throw invalid('perSeriesAligner', 'ALIGN_NONE', 'Series must be aligned before they can be reduced.');
    return [...all];
  }
  const { period } = asked;
  if (period === undefined || period < SHORTEST_PERIOD) {
    const value = `${(period ?? 0) / 1000}s`;
    throw invalid('alignmentPeriod', value, 'The alignment period must be at least 60 seconds.');
  }
  const aligned = all.map((series) => align(series, interval, period, aligner));
  return reducer ? reduce(aligned, reducer, asked.groupBy ?? []) : aligned;
}

function align(
  series: TimeSeries,
  { start, end }: { start: number; end: number },
  period: number,
  [name, aligner]: [string, Aligner],
): TimeSeries {
  const { metricKind, valueType } = series;
  if (!aligner.kinds.includes(metricKind) || !aligner.values.includes(valueType)) {
    const problem = `The aligner cannot be applied to metrics with kind ${metricKind} and value type ${valueType}.`;
    throw invalid('perSeriesAligner', name, problem);
  }
  const kind = aligner.kind ?? metricKind;
  const points: TimedPoint[] = [];
  const all = series.points;
  let next = 0;
  const periods = Math.max(1, Math.ceil((end - start) / period));
  for (let index = periods - 1; index >= 0; index--) {
    const until = end - index * period;
    while (next < all.length && all[next]!.end <= until - period) next++;
    let last = next;
    while (last < all.length && all[last]!.end <= until) last++;
    const bounds = { start: until - period, end: until };
    const value = aligner.align({ points: all.slice(next, last), before: all[next - 1], ...bounds });
    if (value !== undefined) points.push({ start: kind === 'GAUGE' ? until : bounds.start, end: until, value });
    next = last;
  }
  return { ...series, metricKind: kind, valueType: aligner.value ?? valueType, points };
}

/** Series with the same values of the grouping fields become one; of its labels only those fields remain. */
function reduce(
  all: readonly TimeSeries[],
  [name, reducer]: [string, Reducer],
  groupBy: readonly string[],
): TimeSeries[] {
  const groups = new Map<string, TimeSeries[]>();
  for (const series of all) {
    const { metric, resource } = groupLabels(series, groupBy);
    const key = `${metric.key}\n${resource.key}`;
    groups.set(key, [...(groups.get(key) ?? []), series]);
  }
  return [...groups.values()].map((members) => {
    const first = members[0]!;
    const operation = first.valueType === 'DISTRIBUTION' ? reducer.distributions : reducer.numbers;
    if (!operation) {
      const problem = `The reducer cannot be applied to metrics with kind ${first.metricKind} and value type ${first.valueType}.`;
      throw invalid('crossSeriesReducer', name, problem);
    }
    const { metric, resource } = groupLabels(first, groupBy);
    const valueType = reducer.value ?? first.valueType;
    return {
      metric: { type: first.metric.type, labels: metric.toJSON() },
      resource: { type: first.resource.type, labels: resource.toJSON() },
      metricKind: valueType === first.valueType ? first.metricKind : 'GAUGE',
      valueType,
      points: byTime(members).map(({ start, end, values }) => {
        const value = (operation as (values: readonly (number | Distribution)[]) => PointValue)(values);
        return { start, end, value };
      }),
    };
  });
}

function groupLabels(
  { metric, resource }: TimeSeries,
  groupBy: readonly string[],
): { metric: Labels; resource: Labels } {
  const fields = groupBy.map((field) => field.replace('.label.', '.labels.'));
  const named = (prefix: string): string[] =>
    fields.filter((field) => field.startsWith(prefix)).map((field) => field.slice(prefix.length));
  return {
    metric: Labels.of(metric.labels).only(named('metric.labels.')),
    resource: Labels.of(resource.labels).only(['project_id', ...named('resource.labels.')]),
  };
}

function byTime(members: readonly TimeSeries[]): { start: number; end: number; values: PointValue[] }[] {
  const rows = new Map<number, { start: number; end: number; values: PointValue[] }>();
  for (const { start, end, value } of members.flatMap(({ points }) => points)) {
    const row = rows.get(end) ?? { start, end, values: [] };
    rows.set(end, row);
    row.values.push(value);
  }
  return [...rows.values()].sort((a, b) => a.end - b.end);
}
