import { describe, expect, it } from 'vitest';
import { width } from '../../../../lib/log/fit.ts';
import { ENDS, GRAPHS, NODE_READY, PARALLEL, SCALE_OUT, START, shown, WEIGHTS } from './story.ts';

const STORIES = {
  start: { lines: START, now: 130 },
  weights: { lines: [...START, ...WEIGHTS], now: 958 },
  graphs: { lines: [...START, ...WEIGHTS, ...GRAPHS], now: 1300 },
  'scale-out': { lines: SCALE_OUT, now: 185 },
  'node-ready': { lines: [...SCALE_OUT, ...NODE_READY], now: 200 },
  parallel: { lines: PARALLEL, now: 90 },
  ends: { lines: ENDS, now: 10 },
} as const;
const NAMES = Object.keys(STORIES) as (keyof typeof STORIES)[];

/** A line without its indent, its mark of a continued command, and what the shell takes as one word. */
const withoutQuotes = (line: string): string =>
  line
    .replace(/'[^']*'/g, 'quoted')
    .replace(/ \\$/, '')
    .trim();

describe.each(NAMES)('the phase %s', (name) => {
  const { lines, now } = STORIES[name];

  it.each([80, 120, 200])('is drawn at %d columns', async (columns) => {
    await expect(shown(lines, columns, now)).toMatchFileSnapshot(`golden/${name}-${columns}.txt`);
  });

  it.each([40, 80, 120, 200])('fits in %d columns, except for words that are longer', (columns) => {
    const long = shown(lines, columns, now)
      .split('\n')
      .filter((line) => width(line) > columns && withoutQuotes(line).includes(' '));
    expect(long).toEqual([]);
  });

  it('is plain lines without a terminal', async () => {
    await expect(shown(lines, undefined, now)).toMatchFileSnapshot(`golden/${name}-plain.txt`);
  });
});
