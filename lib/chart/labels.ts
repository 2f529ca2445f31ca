import { pixels } from './text.ts';

/** A marker (pixels), and the text beside it. */
export interface Marked {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

export interface PlacedLabel extends Marked {
  /** The class of the text; without one it begins at x. */
  readonly align: 'middle' | 'end' | undefined;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const MARKER = 4;
const GAP = 8;

/**
 * Each label at the right of its marker, or left, above or below: where it is within `edges` and touches no other. A
 * label without room is left out.
 */
export function placeLabels(marked: readonly Marked[], edges: Box, font: number): PlacedLabel[] {
  const taken: Box[] = marked.map(({ x, y }) => around(x, y, MARKER));
  const placed: PlacedLabel[] = [];
  for (const one of marked.filter(({ label }) => label !== '')) {
    const found = candidates(one, font).find(
      ({ box }) => within(box, edges) && !taken.some((other) => touch(box, other)),
    );
    if (!found) continue;
    taken.push(found.box);
    placed.push(found.label);
  }
  return placed;
}

function candidates({ x, y, label }: Marked, font: number): { readonly label: PlacedLabel; readonly box: Box }[] {
  const width = pixels(label, font);
  const at = (dx: number, dy: number, align: PlacedLabel['align']) => {
    const [textX, baseline] = [x + dx, y + dy];
    const left = align === undefined ? textX : align === 'end' ? textX - width : textX - width / 2;
    const box = { left, right: left + width, top: baseline - font * 0.8, bottom: baseline + font * 0.2 };
    return { label: { x: textX, y: baseline, label, align }, box };
  };
  return [
    at(GAP, MARKER, undefined),
    at(-GAP, MARKER, 'end'),
    at(0, -GAP, 'middle'),
    at(0, GAP + font * 0.8, 'middle'),
  ];
}

const around = (x: number, y: number, by: number): Box => ({
  left: x - by,
  right: x + by,
  top: y - by,
  bottom: y + by,
});

const touch = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const within = (box: Box, edges: Box): boolean =>
  box.left >= edges.left && box.right <= edges.right && box.top >= edges.top && box.bottom <= edges.bottom;
