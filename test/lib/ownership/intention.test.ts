import { expect, it } from 'vitest';
import { fulfil, intend, wasIntended } from '../../../lib/ownership/intention.ts';
import type { Session } from '../../../lib/session/session.ts';
import { duration } from '../../../lib/wait/duration.ts';
import { ownHome } from '../own-home.ts';

ownHome();

const NOW = Date.UTC(2026, 0, 1);
const session = (project: string) =>
  ({ config: { PROJECT_ID: project }, target: { clock: { now: () => NOW } } }) as unknown as Session;
const at = (offset: string, sign = 1): string => new Date(NOW + sign * duration(offset)).toISOString();

it.each([
  ['at once', at('0s'), true],
  ['a little later', at('9m'), true],
  ['by a slow clock', at('50s', -1), true],
  ['much later', at('11m'), false],
  ['before', at('2m', -1), false],
  ['at an invalid time', 'yesterday', false],
])('a thing created %s matches the note: %s %s', async (_, made, expected) => {
  await intend('bucket b', session('p'));
  expect(await wasIntended('bucket b', made, session('p'))).toBe(expected);
});

it('a thing without a note, of another name or project, or with a deleted note does not match', async () => {
  await intend('bucket b', session('p'));
  expect(await wasIntended('bucket c', at('0s'), session('p'))).toBe(false);
  expect(await wasIntended('bucket b', at('0s'), session('q'))).toBe(false);
  await fulfil('bucket b', session('p'));
  expect(await wasIntended('bucket b', at('0s'), session('p'))).toBe(false);
  await fulfil('bucket b', session('p'));
});
