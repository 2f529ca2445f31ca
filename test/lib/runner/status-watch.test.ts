import { expect, test } from 'vitest';
import type { Standing } from '../../../lib/runner/standing.ts';
import { changes } from '../../../lib/runner/status-watch.ts';

const NOON = Date.UTC(2026, 10, 22, 12);

function look(states: Readonly<Record<string, Standing>>, cost = '1') {
  const lines = Object.entries(states).map(([id, state]) => {
    return { kind: 'status' as const, id, title: id, state, detail: '' };
  });
  const taken = { target: 'sandbox' as const, done: false, serves: false, steps: [], cost: {} };
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
