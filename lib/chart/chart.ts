import { RunbookError } from '../errors/runbook-error.ts';

/** x is milliseconds since the Unix epoch or a value; a y that is not finite is a gap. Points ascend in x. */
export type Point = readonly [x: number, y: number];

/**
 * How to draw a series: `line` joins points, `step` holds each value until the next point, `bars` span from one point's
 * x to the next (the last point only ends the last bar), `target` is a dashed reference line, `points` are markers with
 * labels.
 */
export type Role = 'line' | 'step' | 'bars' | 'target' | 'points';

/** One series of a chart; `name` is its legend entry. */
export interface ChartSeries {
  readonly name: string;
  readonly points: readonly Point[];
  /** @default 'line' */
  readonly role?: Role;
  /** Of a series with the role `points`: the text beside each point, in the order of `points`. */
  readonly labels?: readonly string[];
  /** Series of one group share a colour and differ in dashes. */
  readonly group?: string;
}

/** A horizontal line across the whole chart, in the unit of the y axis. */
export interface Threshold {
  readonly name: string;
  readonly value: number;
}

/** `target 10`, rounded to 6 digits. */
export function thresholdLabel({ name, value }: Threshold): string {
  return `${name} ${Number(value.toPrecision(6))}`;
}

/** A chart as data. */
export interface Chart {
  readonly title: string;
  /** Text alternative for readers who cannot see the chart. */
  readonly alt: string;
  /** Unit of the y axis: `requests`, `seconds`, `USD`. */
  readonly unit: string;
  readonly x: 'time' | 'value';
  /** Title of the x axis, with its unit. @default `time (UTC)` where x is a time */
  readonly xTitle?: string;
  readonly series: readonly ChartSeries[];
  readonly thresholds?: readonly Threshold[];
}

/** Whether there is anything to draw: a metric without requests has points, but no value. */
export function hasPoints({ series }: Chart): boolean {
  return series.some(({ points }) => points.some(([x, y]) => Number.isFinite(x) && Number.isFinite(y)));
}

/** The chart with ascending points and without empty series. @throws RunbookError CHART_INPUT when no series is left */
export function drawable(chart: Chart): Chart {
  const series = chart.series.map(ascending).filter(({ points }) => points.some(([, y]) => Number.isFinite(y)));
  if (series.length > 0) return { ...chart, series };
  throw new RunbookError('CHART_INPUT', `Chart "${chart.title}" has no points to draw`, {
    evidence: chart.series.map(({ name, points }) => `${name}: ${points.length} points, none finite`),
  });
}

function ascending(series: ChartSeries): ChartSeries {
  const { points, labels = [] } = series;
  const order = [...points.keys()].filter((at) => Number.isFinite(points[at]![0]));
  order.sort((a, b) => points[a]![0] - points[b]![0]);
  return { ...series, points: order.map((at) => points[at]!), labels: order.map((at) => labels[at] ?? '') };
}
