import { area, curveStepAfter, line, symbol, symbolsFill } from 'd3-shape';
import type { ChartSeries, Point } from './chart.ts';
import type { Frame } from './frame.ts';
import { placeLabels } from './labels.ts';
import { DASHES, type Look } from './palette.ts';
import { n, textElement } from './xml.ts';

/** Approximate number of markers on a line. */
const MARKERS = 8;

/** Where labels may be (pixels). */
export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly font: number;
}

/** A series as SVG elements; `index` selects its marker. */
export function drawSeries(series: ChartSeries, frame: Frame, look: Look, index: number, plot: Plot): string {
  const { points, role } = series;
  const finite = ([, y]: Point): boolean => Number.isFinite(y);
  const x = ([value]: Point): number => frame.x(value);
  const y = ([, value]: Point): number => frame.y(value);
  if (role === 'bars') {
    const bars = area<Point>(x, frame.y(0), y).defined(finite).curve(curveStepAfter).digits(2);
    return `<path class="c${look.colour} bar" d="${bars(points) ?? ''}"/>`;
  }
  if (role === 'points') {
    const marked = points.flatMap((point, at) =>
      finite(point) ? [{ x: x(point), y: y(point), label: series.labels?.[at] ?? '' }] : [],
    );
    return [
      ...marked.map((one) => marker(index, one.x, one.y, look)),
      ...placeLabels(marked, plot, plot.font).map(({ x, y, label, align }) => textElement(label, x, y, align)),
    ].join('');
  }
  const path = line<Point>(x, y).defined(finite).digits(2);
  const d = (role === 'step' ? path.curve(curveStepAfter) : path)(points) ?? '';
  const every = Math.ceil(points.length / MARKERS);
  const marked = points.filter((point, place) => finite(point) && (place + index * Math.ceil(every / 3)) % every === 0);
  const markers = role === 'target' ? [] : marked.map((point) => marker(index, x(point), y(point), look));
  return `<path class="c${look.colour} line"${dashes(look)} d="${d}"/>${markers.join('')}`;
}

/** The sample of a series in the legend. */
export function drawSample(
  { role }: ChartSeries,
  look: Look,
  index: number,
  box: { x: number; y: number; width: number },
): string {
  const { x, y, width } = box;
  if (role === 'bars')
    return `<rect class="c${look.colour} bar" x="${n(x)}" y="${n(y - 6)}" width="${n(width)}" height="12"/>`;
  const mark = role === 'target' ? '' : marker(index, x + width / 2, y, look);
  if (role === 'points') return mark;
  return `<path class="c${look.colour} line"${dashes(look)} d="M${n(x)},${n(y)}h${n(width)}"/>${mark}`;
}

export function drawThreshold(y: number, from: number, to: number): string {
  return `<path class="threshold" d="M${n(from)},${n(y)}H${n(to)}"/>`;
}

function marker(index: number, x: number, y: number, look: Look): string {
  const shape = symbol(symbolsFill[index % symbolsFill.length]!, 36).digits(2)();
  return `<path class="c${look.colour} mark" transform="translate(${n(x)},${n(y)})" d="${shape}"/>`;
}

function dashes({ dash }: Look): string {
  return DASHES[dash] ? ` stroke-dasharray="${DASHES[dash]}"` : '';
}
