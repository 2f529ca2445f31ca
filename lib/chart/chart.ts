import { RunbookError } from '../errors/runbook-error.ts';

/** x is milliseconds since the Unix epoch or a value; a y that is not finite is a gap. Ascending in x. */
export type Point = readonly [x: number, y: number];

/**
 * How a series is drawn: joined points; steps that hold until the next point; bars, each from its point's x to the next
 * one's (the last point only ends the last bar); or a dashed line that the others are measured by.
 */
export type Role = 'line' | 'step' | 'bars' | 'target';

/** One line, staircase, row of bars or target of a chart, as its legend names it. */
export interface ChartSeries {
  readonly name: string;
  readonly points: readonly Point[];
  /** @default 'line' */
  readonly role?: Role;
  /** Series of one group share a colour and differ in their dashes. */
  readonly group?: string;
}

/** A level that is drawn across the whole chart, in the unit of its y axis. */
export interface Threshold {
  readonly name: string;
  readonly value: number;
}

/** `target 10`, without the noise of binary fractions. */
export function thresholdLabel({ name, value }: Threshold): string {
  return `${name} ${Number(value.toPrecision(6))}`;
}

/** A picture as data: what is drawn, not how. */
export interface Chart {
  readonly title: string;
  /** What the picture shows, for those who do not see it. */
  readonly alt: string;
  /** Of the y axis: `requests`, `seconds`, `USD`. */
  readonly unit: string;
  readonly x: 'time' | 'value';
  /** What the x axis is called where x is a value, with its unit. */
  readonly xTitle?: string;
  readonly series: readonly ChartSeries[];
  readonly thresholds?: readonly Threshold[];
}

/** The same chart with ascending points and without series that have none. @throws RunbookError CHART_INPUT when nothing is left */
export function drawable(chart: Chart): Chart {
  const series = chart.series
    .map((one) => ({ ...one, points: one.points.filter(([x]) => Number.isFinite(x)).sort(([a], [b]) => a - b) }))
    .filter(({ points }) => points.some(([, y]) => Number.isFinite(y)));
  if (series.length > 0) return { ...chart, series };
  throw new RunbookError('CHART_INPUT', `There is nothing to draw for "${chart.title}"`, {
    evidence: chart.series.map(({ name, points }) => `${name}: ${points.length} points, none with a finite value`),
  });
}
