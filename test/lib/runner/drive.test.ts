import { describe, expect, it } from 'vitest';
import { drive } from '../../../lib/runner/perform.ts';
import { perform } from '../../../lib/step/actions.ts';
import type { Action, Actions } from '../../../lib/step/step.ts';

const done: string[] = [];
const act = async (action: Action): Promise<unknown> => {
  const what = action.kind === 'do' ? action.what : action.kind;
  if (what === 'break') throw new Error('broken');
  done.push(what);
  return what;
};
const say = (what: string) => perform(what, '', async () => what);

describe('driving actions', () => {
  it("passes each action's value to its generator", async () => {
    done.length = 0;
    await drive(
      (function* (): Actions & Generator {
        const first = yield* say('first');
        yield* say(`${first}, then second`);
      })(),
      act,
    );
    expect(done).toEqual(['first', 'first, then second']);
  });

  it('passes an error to the generator, which may continue', async () => {
    done.length = 0;
    await drive(
      (function* (): Actions & Generator {
        try {
          yield* say('break');
        } catch (error) {
          yield* say((error as Error).message);
        }
        yield* say('last');
      })(),
      act,
    );
    expect(done).toEqual(['broken', 'last']);
  });

  it('ends with an uncaught error', async () => {
    done.length = 0;
    const actions = (function* (): Actions & Generator {
      yield* say('break');
      yield* say('never');
    })();
    await expect(drive(actions, act)).rejects.toThrow('broken');
    await expect(drive([...say('break')], act)).rejects.toThrow('broken');
    expect(done).toEqual([]);
  });
});
