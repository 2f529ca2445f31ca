import { expect, test } from 'vitest';
import { placeLabels } from '../../../lib/chart/labels.ts';

const EDGES = { left: 0, right: 200, top: 0, bottom: 100 };
const place = (...marked: readonly (readonly [x: number, y: number, label: string])[]) =>
  placeLabels(
    marked.map(([x, y, label]) => ({ x, y, label })),
    EDGES,
    12,
  ).map(({ label, align, x, y }) => [label, align ?? 'start', x, y]);

test('a label stands at the right of its marker', () => {
  expect(place([50, 50, '8'])).toEqual([['8', 'start', 58, 54]]);
});

test('a label at the right edge stands at the left', () => {
  expect(place([198, 50, '8'])).toEqual([['8', 'end', 190, 54]]);
});

test('labels of neighbours do not touch each other or a marker', () => {
  expect(place([50, 50, '8'], [60, 50, '10'], [56, 62, '12']).map(([label, align]) => [label, align])).toEqual([
    ['8', 'end'],
    ['10', 'start'],
    ['12', 'start'],
  ]);
});

test('a label without room is left out, and so is an empty one', () => {
  const crowd = Array.from({ length: 9 }, (_, n) => [50, 50, `crowd ${n}`] as const);
  expect(place(...crowd).length).toBeLessThan(5);
  expect(place([50, 50, ''])).toEqual([]);
});
