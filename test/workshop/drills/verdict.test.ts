import { expect, it } from 'vitest';
import type { Session } from '../../../lib/session/session.ts';
import type { Item } from '../../../workshop/drills/drill.ts';
import { type CheckedItem, FAIR, grade, summed } from '../../../workshop/drills/verdict.ts';

const text = (word: string) => ({ en: word, zh: word });
const item = (points: number, ask: Item['ask']): Item => ({
  what: text('goal'),
  points,
  met: text('met'),
  unmet: text('unmet'),
  ask,
});
const session = { signal: new AbortController().signal } as Session;
const graded = (...items: readonly Item[]) =>
  grade({ id: 'x', faults: [], items: () => items } as unknown as Parameters<typeof grade>[0], session);

it('gives the points of the goals that are reached', async () => {
  const verdict = await graded(
    item(40, async () => true),
    item(60, async () => false),
  );
  expect(verdict).toMatchObject({ points: 40, of: 100, passed: false });
  expect(verdict.items.map(({ message }) => message.en)).toEqual(['met', 'unmet']);
});

it('does not pass without a goal of 0 points', async () => {
  expect(
    await graded(
      item(100, async () => true),
      item(0, async () => false),
    ),
  ).toMatchObject({ points: 100, passed: false });
});

it('counts a question that fails as not reached', async () => {
  expect(
    await graded(
      item(100, async () => {
        throw new Error('no cluster');
      }),
    ),
  ).toMatchObject({ points: 0, passed: false });
});

it('gives no points at all while a fault of the drill is off', () => {
  const part = (what: CheckedItem['what'], met: boolean, of: number): CheckedItem => ({
    what,
    message: what,
    met,
    points: met ? of : 0,
    of,
  });
  const goal = part(text('goal'), true, 100);
  expect(summed({ id: 'x' }, [part(FAIR.what, true, 0), goal])).toMatchObject({ points: 100, passed: true });
  expect(summed({ id: 'x' }, [part(FAIR.what, false, 0), goal])).toMatchObject({ points: 0, of: 100, passed: false });
});
