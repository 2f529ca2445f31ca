import type { Chart, Point } from '../../../lib/chart/index.ts';

export const START = Date.UTC(2026, 0, 1, 14);

/** One point every 15 s from START. */
export function every15s(values: readonly number[]): Point[] {
  return values.map((value, index) => [START + index * 15_000, value]);
}

export function chart(overrides: Partial<Chart> = {}): Chart {
  return {
    title: 'Waiting',
    alt: 'Waiting requests over time.',
    unit: 'requests',
    x: 'time',
    series: [{ name: 'pod a', points: every15s([0, 0, 100, 200, 400, 400, 400, 390, 400]) }],
    ...overrides,
  };
}
