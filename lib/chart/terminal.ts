import { bisector } from 'd3-array';
import { type Chart, type ChartSeries, drawable, type Point, thresholdLabel } from './chart.ts';
import { createFrame, domainOf, type Frame, type Tick } from './frame.ts';
import { looks } from './palette.ts';
import { cells, clean, rows } from './text.ts';

/** Size of a chart in terminal cells, and whether it has colours. */
export interface TerminalOptions {
  /** Columns of the whole picture. */
  readonly width: number;
  /** Rows of the plot, without title, axis and legend. */
  readonly height: number;
  readonly color: boolean;
}

const GLYPHS = ['*', '+', 'o', 'x', '#', '%'] as const;
/** The palette's nearest colours among the 256 of terminals. */
const COLOURS = [33, 208, 36, 175, 220, 117] as const;
const BARS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const TARGET = '-';

type Grid = { glyph: string; colour?: number | undefined }[][];

/**
 * A chart as lines of text, each at most `width` wide.
 * @throws RunbookError CHART_INPUT when it has no point to draw
 */
export function renderTerminal(input: Chart, { width, height, color }: TerminalOptions): string {
  const chart = drawable(input);
  const shape = {
    yRange: [height - 1, 0],
    yCount: Math.max(2, Math.round(height / 3)),
    domain: domainOf([chart]),
    labelWidth: (label: string) => label.length + 2,
  } as const;
  const labels = createFrame(chart, { ...shape, xRange: [0, 1], xCount: 1 }).yTicks.map(({ label }) => cells(label));
  const gutter = Math.max(...labels) + 1;
  const columns = Math.max(10, width - gutter - 1);
  const frame = createFrame(chart, {
    ...shape,
    xRange: [0, columns - 1],
    xCount: Math.max(2, Math.floor(columns / 14)),
  });
  const grid: Grid = Array.from({ length: height }, () => Array.from({ length: columns }, () => ({ glyph: ' ' })));
  for (const { value } of chart.thresholds ?? []) drawLevel(grid, frame.y(value));
  const look = looks(chart.series);
  for (const [index, series] of chart.series.entries())
    drawSeries(grid, frame, series, glyphOf(series, index), look[index]!.colour);

  const paint = (glyph: string, colour: number | undefined): string =>
    color && colour !== undefined && glyph !== ' ' ? `\u001b[38;5;${COLOURS[colour]}m${glyph}\u001b[39m` : glyph;
  const indent = ' '.repeat(gutter);
  return [
    clean(chart.title),
    `${indent}${clean(chart.unit)}`,
    ...grid.map((row, at) =>
      `${yLabel(frame, at, gutter)}${row.map(({ glyph, colour }) => paint(glyph, colour)).join('')}`.trimEnd(),
    ),
    `${indent}└${ruler(frame.xTicks, columns)}`,
    `${indent} ${xLabels(frame.xTicks, columns)}`.trimEnd(),
    `${indent} ${' '.repeat(Math.max(0, Math.floor((columns - cells(frame.xTitle)) / 2)))}${frame.xTitle}`,
    ...legend(chart, width, (index, glyph) => paint(glyph, look[index]!.colour)),
  ].join('\n');
}

function glyphOf({ role }: ChartSeries, index: number): string {
  return role === 'bars' ? '█' : role === 'target' ? TARGET : GLYPHS[index % GLYPHS.length]!;
}

function drawLevel(grid: Grid, at: number): void {
  const row = grid[Math.round(at)];
  row?.forEach((cell) => {
    cell.glyph = TARGET;
  });
}

function drawSeries(grid: Grid, frame: Frame, { points, role }: ChartSeries, glyph: string, colour: number): void {
  if (role === 'points') {
    for (const [x, y] of points)
      if (Number.isFinite(y)) grid[Math.round(frame.y(y))]![Math.round(frame.x(x))] = { glyph, colour };
    return;
  }
  let last: number | undefined;
  for (let column = 0; column < grid[0]!.length; column++) {
    const value = valueAt(points, frame.invertX(column), frame.invertX(column + 1), role === 'step' || role === 'bars');
    const at = Number.isFinite(value) ? frame.y(value) : undefined;
    if (at !== undefined && role === 'bars') drawBar(grid, column, at, frame.y(0), colour);
    else if (at !== undefined) drawStroke(grid, column, Math.round(at), last, { glyph, colour });
    last = at === undefined ? undefined : Math.round(at);
  }
}

/** A mark, joined to the mark in the column before. */
function drawStroke(
  grid: Grid,
  column: number,
  at: number,
  last: number | undefined,
  cell: Grid[number][number],
): void {
  const step = Math.sign(at - (last ?? at));
  for (let row = (last ?? at) + step; row !== at; row += step) grid[row]![column] = cell;
  grid[at]![column] = cell;
}

function drawBar(grid: Grid, column: number, at: number, floor: number, colour: number): void {
  for (let row = Math.floor(at); row <= Math.round(floor); row++) {
    const filled = Math.min(1, Math.max(0, row + 1 - at));
    if (filled > 0 && at < floor) grid[row]![column] = { glyph: BARS[Math.ceil(filled * 8)]!, colour };
  }
}

const position = bisector<Point, number>(([x]) => x);

/** The highest value of a column, or an interpolated one; NaN beyond the ends and in gaps. */
function valueAt(points: readonly Point[], from: number, to: number, holds: boolean): number {
  const first = position.left(points, from);
  const end = position.left(points, to);
  if (end > first)
    return points.slice(first, end).reduce((high, [, y]) => (y > high || Number.isNaN(high) ? y : high), Number.NaN);
  const [before, after] = [points[first - 1], points[first]];
  if (!before || !after) return Number.NaN;
  return holds ? before[1] : before[1] + ((after[1] - before[1]) * (from - before[0])) / (after[0] - before[0]);
}

function yLabel({ yTicks }: Frame, row: number, gutter: number): string {
  const tick = yTicks.find(({ at }) => Math.round(at) === row);
  return `${(tick?.label ?? '').padStart(gutter - 1)} ${tick ? '┤' : '│'}`;
}

function ruler(ticks: readonly Tick[], columns: number): string {
  const marks = new Set(ticks.map(({ at }) => Math.round(at)));
  return Array.from({ length: columns }, (_, column) => (marks.has(column) ? '┬' : '─')).join('');
}

/** Labels centred below their ticks, within the edges; omits a label that would touch its neighbour. */
function xLabels(ticks: readonly Tick[], columns: number): string {
  return ticks.reduce((line, { at, label }) => {
    const centred = Math.round(at - (label.length - 1) / 2);
    const start = Math.max(0, Math.min(centred, columns - label.length));
    const fits = line === '' || start >= line.length + 2;
    return fits ? line.padEnd(start) + label : line;
  }, '');
}

function legend(
  { series, thresholds = [] }: Chart,
  width: number,
  paint: (index: number, glyph: string) => string,
): string[] {
  const entries = [
    ...series.map((one, index) => ({ name: clean(one.name), glyph: paint(index, glyphOf(one, index)) })),
    ...thresholds.map((one) => ({ name: clean(thresholdLabel(one)), glyph: TARGET })),
  ];
  return rows(entries, ({ name }) => cells(name) + 5, width + 3).map((row) =>
    row.map(({ name, glyph }) => `${glyph} ${name}`).join('   '),
  );
}
