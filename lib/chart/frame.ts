import { extent, max, min } from 'd3-array';
import { type ScaleLinear, type ScaleTime, scaleLinear, scaleUtc } from 'd3-scale';
import type { Chart } from './chart.ts';

export interface Tick {
  /** Position on the scale's range. */
  readonly at: number;
  readonly label: string;
}

/** The scales and ticks that place values in a picture. */
export interface Frame {
  readonly x: (value: number) => number;
  readonly invertX: (at: number) => number;
  readonly y: (value: number) => number;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  readonly xTitle: string;
}

export interface FrameOptions {
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  /** Approximate number of ticks; fewer where labels would touch. */
  readonly xCount: number;
  readonly yCount: number;
  /** Width of a label of the x axis, with the gap to the next one. */
  readonly labelWidth: (label: string) => number;
  /** The span of x, shared by pictures that are compared. */
  readonly domain: readonly [number, number];
}

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Of the largest value, beside points that nothing joins: a small difference stays small. */
const BESIDE = 0.05;

/** The span of x over all charts. */
export function domainOf(charts: readonly Chart[]): [number, number] {
  const all = charts.flatMap(({ series }) => series);
  const [from, to] = extent(all.flatMap(({ points }) => points.map(([x]) => x)));
  if (all.every(({ role }) => role === 'points')) {
    const beside = BESIDE * Math.max(Math.abs(from!), Math.abs(to!)) || 1;
    return [from! - beside, to! + beside];
  }
  const margin = charts[0]?.x === 'time' ? MINUTE / 2 : 0.5;
  return from === to ? [from! - margin, to! + margin] : [from!, to!];
}

export function createFrame(chart: Chart, { xRange, yRange, xCount, yCount, labelWidth, domain }: FrameOptions): Frame {
  const x = chart.x === 'time' ? scaleUtc(domain, xRange) : scaleLinear(domain, xRange);
  const values = span(chart);
  const count = isCounted(chart) ? Math.min(yCount, values[1] - values[0]) : yCount;
  const y = scaleLinear(values, yRange).nice(count);
  const yLabel = y.tickFormat(count);
  return {
    x: (value) => x(value),
    invertX: (at) => Number(x.invert(at)),
    y: (value) => y(value),
    xTicks: xTicks(x, xCount, labelWidth),
    yTicks: y.ticks(count).map((value) => ({ at: y(value), label: yLabel(value) })),
    xTitle: chart.xTitle ?? (chart.x === 'time' ? 'time (UTC)' : ''),
  };
}

/** From 0 (or the lowest value below it) to the highest value or threshold. */
function span({ series, thresholds = [] }: Chart): [number, number] {
  const values = [...series.flatMap(({ points }) => points.map(([, y]) => y)), ...thresholds.map(({ value }) => value)];
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(0, min(finite)!), Math.max(0, max(finite)!)];
  return low === high ? [0, 1] : [low, high];
}

/** Counts get no ticks between whole numbers. */
function isCounted({ series }: Chart): boolean {
  return series.every(({ points }) => points.every(([, y]) => Number.isInteger(y) || !Number.isFinite(y)));
}

type XScale = ScaleTime<number, number> | ScaleLinear<number, number>;

function xTicks(scale: XScale, count: number, widthOf: (label: string) => number): Tick[] {
  const ticks: readonly (Date | number)[] = scale.ticks(count);
  const format = scale.domain()[0] instanceof Date ? timeFormat(ticks) : undefined;
  const label = scale.tickFormat(count, format) as (tick: Date | number) => string;
  const labelled = ticks.map((tick) => ({ at: scale(tick), label: label(tick) }));
  const touching = labelled.some(({ at, label }, index) => index > 0 && at - labelled[index - 1]!.at < widthOf(label));
  return touching && count > 1 ? xTicks(scale, count - 1, widthOf) : labelled;
}

/** One format for all ticks, fine enough for their distance. */
function timeFormat(ticks: readonly (Date | number)[]): string {
  const [first = 0, second = first] = ticks.map(Number);
  const distance = second - first;
  const whole = Number(ticks.at(-1) ?? 0) - first;
  if (distance < MINUTE && distance > 0) return '%H:%M:%S';
  if (distance >= DAY) return '%b %d';
  return whole >= DAY ? '%b %d %H:%M' : '%H:%M';
}
