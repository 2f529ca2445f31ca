import { describe, expect, it } from 'vitest';
import { schedule } from '../../../lib/runner/schedule.ts';
import { fastSteps, steps } from '../../../runbook/steps.ts';

interface Planned {
  readonly id: string;
  readonly needs: readonly string[];
  readonly alone?: boolean;
}

/** Steps that take one turn of the event loop per unit, and the order of events. */
async function run(
  planned: readonly Planned[],
  act: (id: string, turns: (count: number) => Promise<void>) => Promise<void> = (_, turns) => turns(1),
) {
  const events: string[] = [];
  const stopped: unknown[] = [];
  const turns = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  const error = await schedule(
    planned,
    async ({ id }) => {
      events.push(`+${id}`);
      await act(id, turns);
      events.push(`-${id}`);
    },
    (reason) => stopped.push(reason),
  ).catch((reason: unknown) => reason);
  return { events, stopped, error };
}

const step = (id: string, ...needs: string[]): Planned => ({ id, needs });

describe('the schedule', () => {
  it('starts each step as soon as its needed steps have ended', async () => {
    const { events } = await run([step('a'), step('b'), step('c', 'a')], (id, turns) => turns(id === 'b' ? 3 : 1));
    expect(events).toEqual(['+a', '+b', '-a', '+c', '-c', '-b']);
  });

  it('ignores needed steps that are not selected', async () => {
    expect((await run([step('c', 'a')])).events).toEqual(['+c', '-c']);
  });

  it('makes a step with alone wait for all earlier steps, and all later steps wait for it', async () => {
    const planned = [step('a'), step('b'), { ...step('alone'), alone: true }, step('c'), step('d')];
    const { events } = await run(planned, (id, turns) => turns(id === 'a' ? 3 : 1));
    expect(events).toEqual(['+a', '+b', '-b', '-a', '+alone', '-alone', '+c', '+d', '-c', '-d']);
  });

  it('runs steps one after the other when each has alone', async () => {
    const planned = [step('a'), step('b'), step('c')].map((one) => ({ ...one, alone: true }));
    expect((await run(planned)).events).toEqual(['+a', '-a', '+b', '-b', '+c', '-c']);
  });

  it('throws the first failure, stops running steps, and starts no other', async () => {
    const planned = [step('a'), step('b'), step('c', 'a'), step('d', 'b')];
    const { events, stopped, error } = await run(planned, async (id, turns) => {
      await turns(id === 'a' ? 1 : 2);
      if (id === 'a') throw new Error('a is broken');
    });
    expect(error).toEqual(new Error('a is broken'));
    expect(stopped).toEqual([error]);
    expect(events).toEqual(['+a', '+b', '-b']);
  });

  it('waits until all running steps have ended', async () => {
    const { events, stopped, error } = await run([step('a'), step('b')], async (id, turns) => {
      await turns(id === 'a' ? 1 : 4);
      throw new Error(`${id} is broken`);
    });
    expect(error).toEqual(new Error('a is broken'));
    expect(stopped).toHaveLength(1);
    expect(events).toEqual(['+a', '+b']);
  });
});

describe.each([
  ['the tutorial', steps],
  ['--fast', fastSteps],
])('the list of %s', (_, list) => {
  it('has needed steps first', () => {
    for (const [index, { id, needs }] of list.entries()) {
      const before = list.slice(0, index).map((one) => one.id);
      expect(before, id).toEqual(expect.arrayContaining([...needs]));
    }
  });
});

it('--fast checks before any creation, and cleans up at the end', () => {
  expect(fastSteps.filter(({ alone }) => alone).map(({ id }) => id)).toEqual(['00-preflight', '99-cleanup']);
});
