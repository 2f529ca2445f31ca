import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { Standing } from '../../../lib/runner/standing.ts';
import { changes, page, pauseOf } from '../../../lib/runner/status-watch.ts';

const NOON = Date.UTC(2026, 10, 22, 12);

function look(states: Readonly<Record<string, Standing>>, cost = '1', urls: readonly string[] = []) {
  const lines = Object.entries(states).map(([id, state]) => {
    return { kind: 'status' as const, id, title: id, state, detail: '' };
  });
  const taken = {
    target: 'sandbox' as const,
    done: false,
    serves: false,
    steps: [],
    cost: {},
    links: urls.map((url) => ({ what: 'endpoint', url })),
  };
  return { text: `all ${cost}\n`, code: 0, taken: { taken, lines, costs: cost }, now: NOON };
}

test('without a terminal the first look is printed in full, then only the steps that changed', () => {
  const show = changes();
  expect(show(look({ a: 'done', b: 'not-run' }))).toBe('all 1\n');
  expect(show(look({ a: 'done', b: 'not-run' }, '2'))).toBe('');
  expect(show(look({ a: 'done', b: 'partial' }, '3'))).toMatch(/^12:00:00 … b +b\n$/);
});

test('a look that fails is printed once, and the next one shows only changes', () => {
  const show = changes();
  show(look({ a: 'done' }));
  const failed = { text: 'no answer\n', code: 1 };
  expect([show(failed), show(failed), show(look({ a: 'done' }))]).toEqual(['no answer\n', '', '']);
});

test('without a terminal a new link is a changed line', () => {
  const show = changes();
  show(look({ a: 'done' }));
  expect(show(look({ a: 'done' }, '1', ['http://192.0.2.1:8000']))).toBe('12:00:00 endpoint  http://192.0.2.1:8000\n');
  expect(show(look({ a: 'done' }, '1', ['http://192.0.2.1:8000']))).toBe('');
});

test.each([
  [undefined, 5_000],
  ['1s', 1_000],
  ['2m', 120_000],
])('--every %s pauses for %i ms of real time', (every, pause) => {
  expect(pauseOf(every)).toBe(pause);
});

test.each(['500ms', 'soon', '5'])('--every %s is bad usage', (every) => {
  expect(() => pauseOf(every)).toThrow(expect.objectContaining({ code: 'USAGE' }));
});

test.each([
  [10, ['1', '2', '3', '4', '5']],
  [5, ['… 3 lines above', '4', '5']],
])('a page on a terminal of %i rows keeps its end', (rows, shown) => {
  const [first = '', ...lines] = page(() => rows)({ text: '1\n2\n3\n4\n5\n', code: 0 })
    .trimEnd()
    .split('\n');
  const plainLines = [first, ...lines].map((line) => stripVTControlCharacters(line));
  expect(plainLines).toEqual([...shown, 'Ctrl-C ends this.']);
});
