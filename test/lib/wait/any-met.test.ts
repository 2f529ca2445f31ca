import { expect, it } from 'vitest';
import type { Session } from '../../../lib/session/session.ts';
import { anyMet } from '../../../lib/wait/any-met.ts';
import { type Condition, type Look, met, pending } from '../../../lib/wait/condition.ts';

const asked: string[] = [];

const of = (name: string, look: Look<string>): Condition<string> => ({
  what: name,
  placeholder: '',
  timeout: 1,
  look: async () => {
    asked.push(name);
    return look;
  },
  watch: async function* () {
    yield look;
  },
});

const look = async (...conditions: Condition<string>[]) => {
  asked.length = 0;
  return anyMet(conditions).look({} as Session, new AbortController().signal);
};

it('ends with the first met condition, without further looks', async () => {
  expect(await look(of('a', pending('no')), of('b', met('B')), of('c', met('C')))).toMatchObject({ value: 'B' });
  expect(asked).toEqual(['a', 'b']);
});

it('returns the look of the last condition when none is met', async () => {
  expect(await look(of('a', pending('no')), of('b', pending('nor this')))).toEqual(pending('nor this'));
  expect(asked).toEqual(['a', 'b']);
});

it('has the name of the last condition, and not its watch, which would miss the others', () => {
  const both = anyMet([of('a', met('A')), of('b', pending('no'))]);
  expect([both.what, both.watch]).toEqual(['b', undefined]);
});
