import { describe, expect, it } from 'vitest';
import type { Session } from '../../../lib/session/session.ts';
import { anyMet } from '../../../lib/wait/any-met.ts';
import { type Condition, type Look, met, pending } from '../../../lib/wait/condition.ts';

const session = {} as Session;
const { signal } = new AbortController();

/** A condition with a watch whose looks the test pushes. */
function watched(first: Look<string> = pending('not yet')) {
  const pushed: Look<string>[] = [first];
  let wake = (): void => undefined;
  let ended = false;
  const condition: Condition<string> = {
    what: 'disk is empty',
    placeholder: '',
    timeout: 1,
    look: async () => pushed.at(-1)!,
    watch: async function* (_, within) {
      within.addEventListener('abort', () => wake());
      try {
        for (let index = 0; !within.aborted; ) {
          if (index < pushed.length) yield pushed[index++]!;
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
      } finally {
        ended = true;
      }
    },
  };
  return {
    condition,
    push: (look: Look<string>) => {
      pushed.push(look);
      wake();
    },
    ended: () => ended,
  };
}

const until = async (condition: Condition<string>): Promise<string | undefined> => {
  for await (const look of condition.watch!(session, signal)) if (look.state === 'met') return look.value;
  return undefined;
};

describe('one look at several conditions', () => {
  const asked: string[] = [];
  const of = (name: string, look: Look<string>): Condition<string> => ({
    what: name,
    placeholder: '',
    timeout: 1,
    look: async () => {
      asked.push(name);
      return look;
    },
  });
  const look = async (...conditions: Condition<string>[]) => {
    asked.length = 0;
    return anyMet(conditions).look(session, signal);
  };

  it('ends with the first met condition, without further looks', async () => {
    expect(await look(of('a', pending('no')), of('b', met('B')), of('c', met('C')))).toMatchObject({ value: 'B' });
    expect(asked).toEqual(['a', 'b']);
  });

  it('returns the look of the last condition when none is met', async () => {
    expect(await look(of('a', pending('no')), of('b', pending('nor this')))).toEqual(pending('nor this'));
    expect(asked).toEqual(['a', 'b']);
  });

  it('has the name of the last condition, and no watch unless all have one', () => {
    const both = anyMet([of('a', met('A')), watched().condition]);
    expect([both.what, both.watch]).toEqual(['disk is empty', undefined]);
    expect(anyMet([watched().condition, of('b', met('B'))]).what).toBe('b');
  });
});

describe('one condition of several', () => {
  it.each([0, 1, 2])('is met when condition %i is met', async (which) => {
    const all = [watched(), watched(), watched()];
    const waiting = until(anyMet(all.map(({ condition }) => condition)));
    await Promise.resolve();
    all[which]!.push(met(`number ${which}`));
    expect(await waiting).toBe(`number ${which}`);
    expect(all.map(({ ended }) => ended())).toEqual([true, true, true]);
  });

  it('reports only the progress of the last condition', async () => {
    const [first, last] = [watched(pending('first')), watched(pending('last'))];
    const looks: Look<string>[] = [];
    for await (const look of anyMet([first.condition, last.condition]).watch!(session, signal)) {
      looks.push(look);
      if (look.state === 'pending') first.push(met('value'));
      else break;
    }
    expect(looks).toEqual([pending('last'), met('value')]);
  });

  it('polls all conditions when one has no watch', () => {
    const { watch: _, ...polled } = watched().condition;
    expect(anyMet([polled, watched().condition]).watch).toBeUndefined();
  });

  it('ends with the error of a watch', async () => {
    const broken: Condition<string> = {
      ...watched().condition,
      // biome-ignore lint/correctness/useYield: it throws before it yields
      watch: async function* () {
        throw new Error('cut');
      },
    };
    await expect(until(anyMet([broken, watched().condition]))).rejects.toThrow('cut');
  });
});
