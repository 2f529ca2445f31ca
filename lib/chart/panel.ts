import type { Chart } from './chart.ts';
import { createFrame, type Frame, type FrameOptions, type Tick } from './frame.ts';
import { drawLegend, type Entry, legendRows, ROW } from './legend.ts';
import { drawSeries, drawThreshold } from './marks.ts';
import { looks } from './palette.ts';
import { pixels } from './text.ts';
import { n, textElement } from './xml.ts';

const FONT = 12;
const TITLE = 15;
const PADDING = 14;
/** Pixels from the bottom of the plot to the bottom of the panel: ticks, labels, axis title. */
const BELOW = 50;
/** Approximate pixels of an axis per tick. */
const TICK = { x: 90, y: 45 } as const;
const LABEL_GAP = 14;

/** Sizes of a chart's parts in its panel (pixels). */
export interface Layout {
  readonly legend: readonly (readonly Entry[])[];
  readonly top: number;
  readonly bottom: number;
  /** Height of the whole panel: the requested one, or more for a long legend. */
  readonly height: number;
  /** Width of the y axis' labels. */
  readonly gutter: number;
}

export function layOut(chart: Chart, width: number, height: number): Layout {
  const legend = legendRows(chart, width - 2 * PADDING, FONT);
  const top = PADDING + TITLE + 12 + legend.length * ROW + 26;
  const bottom = Math.max(top + TICK.y, height - BELOW);
  const { yTicks } = createFrame(chart, {
    ...vertical(top, bottom),
    xRange: [0, 1],
    xCount: 1,
    domain: [0, 1],
    labelWidth: () => 0,
  });
  return {
    legend,
    top,
    bottom,
    height: bottom + BELOW,
    gutter: Math.max(...yTicks.map(({ label }) => pixels(label, FONT))),
  };
}

/** One chart as SVG elements; charts with the same gutter and domain align. */
export function drawPanel(chart: Chart, layout: Layout, width: number, domain: readonly [number, number]): string {
  const { legend, top, bottom, gutter } = layout;
  const left = PADDING + 8 + gutter;
  const right = width - PADDING - 16;
  const frame = createFrame(chart, {
    ...vertical(top, bottom),
    xRange: [left, right],
    xCount: Math.max(2, Math.round((right - left) / TICK.x)),
    domain,
    labelWidth: (label) => pixels(label, FONT) + LABEL_GAP,
  });
  const look = looks(chart.series);
  return [
    textElement(chart.title, PADDING, PADDING + TITLE - 2, 'title'),
    ...drawLegend(legend, PADDING, PADDING + TITLE + 12 + ROW / 2),
    textElement(chart.unit, PADDING, top - 12, 'faint'),
    ...axes(frame, { left, right, top, bottom, width }),
    ...(chart.thresholds ?? []).map(({ value }) => drawThreshold(frame.y(value), left, right)),
    ...chart.series.map((series, index) =>
      drawSeries(series, frame, look[index]!, index, { left, right, top, bottom, font: FONT }),
    ),
  ].join('\n');
}

function vertical(top: number, bottom: number): Pick<FrameOptions, 'yRange' | 'yCount'> {
  return { yRange: [bottom, top], yCount: Math.max(2, Math.round((bottom - top) / TICK.y)) };
}

type Edges = Readonly<Record<'left' | 'right' | 'top' | 'bottom' | 'width', number>>;

function axes(frame: Frame, { left, right, top, bottom, width }: Edges): string[] {
  const yTick = ({ at, label }: Tick): string =>
    `<path class="grid" d="M${n(left)},${n(at)}H${n(right)}"/>\n${textElement(label, left - 8, at + 4, 'faint end')}`;
  const xTick = ({ at, label }: Tick): string => {
    const half = pixels(label, FONT) / 2 + 2;
    const within = Math.min(Math.max(at, half), width - half);
    return `<path class="axis" d="M${n(at)},${n(bottom)}v5"/>\n${textElement(label, within, bottom + 18, 'faint middle')}`;
  };
  return [
    ...frame.yTicks.map(yTick),
    ...frame.xTicks.map(xTick),
    `<path class="axis" d="M${n(left)},${n(top)}V${n(bottom)}H${n(right)}"/>`,
    textElement(frame.xTitle, (left + right) / 2, bottom + 36, 'faint middle'),
  ];
}
