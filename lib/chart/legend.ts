import { type Chart, thresholdLabel } from './chart.ts';
import { drawSample, drawThreshold } from './marks.ts';
import { looks } from './palette.ts';
import { pixels, rows } from './text.ts';
import { textElement } from './xml.ts';

export const ROW = 20;
const SAMPLE = 26;
const SPACE = 6;
const GAP = 18;

export interface Entry {
  readonly label: string;
  readonly width: number;
  readonly draw: (x: number, y: number) => string;
}

/** The entries of a chart's legend in rows of at most `width` pixels. */
export function legendRows({ series, thresholds = [] }: Chart, width: number, font: number): Entry[][] {
  const look = looks(series);
  const entry = (label: string, draw: Entry['draw']): Entry => ({
    label,
    draw,
    width: SAMPLE + SPACE + pixels(label, font) + GAP,
  });
  const entries = [
    ...series.map((one, index) =>
      entry(one.name, (x, y) => drawSample(one, look[index]!, index, { x, y, width: SAMPLE })),
    ),
    ...thresholds.map((one) => entry(thresholdLabel(one), (x, y) => drawThreshold(y, x, x + SAMPLE))),
  ];
  return rows(entries, (one) => one.width, width + GAP);
}

/** @param y the middle of the first row */
export function drawLegend(legend: readonly (readonly Entry[])[], left: number, y: number): string[] {
  return legend.flatMap((row, index) => {
    let x = left;
    return row.map(({ label, width, draw }) => {
      const at = y + index * ROW;
      const drawn = `${draw(x, at)}\n${textElement(label, x + SAMPLE + SPACE, at + 4)}`;
      x += width;
      return drawn;
    });
  });
}
