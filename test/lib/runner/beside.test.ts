import { describe, expect, it } from 'vitest';
import { beside } from '../../../lib/runner/beside.ts';
import { runStep } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import { perform } from '../../../lib/step/actions.ts';
import { type Step, step } from '../../../lib/step/step.ts';
import type { Clock } from '../../../lib/target/clock.ts';
import { met, pending } from '../../../lib/wait/condition.ts';
import { duration } from '../../../lib/wait/duration.ts';

/** A session whose time passes only by `pass`. */
function fake(signal = new AbortController().signal) {
  let now = 0;
  const sleepers = new Set<{ readonly at: number; wake(): void }>();
  const clock: Clock = {
    now: () => now,
    pace: 1,
    sleep: (ms, own) =>
      new Promise((resolve, reject) => {
        if (own?.aborted) return reject(own.reason);
        const sleeper = {
          at: now + ms,
          wake: () => {
            sleepers.delete(sleeper);
            resolve();
          },
        };
        sleepers.add(sleeper);
        own?.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(own.reason);
        });
      }),
  };
  const pass = async (ms: number): Promise<void> => {
    now += ms;
    for (const sleeper of [...sleepers]) if (sleeper.at <= now) sleeper.wake();
    await new Promise((resolve) => setTimeout(resolve));
  };
  const of = (own: AbortSignal): Session =>
    ({
      target: { clock },
      log: { write: () => undefined },
      report: { data: { steps: [] }, step: () => undefined },
      pace: () => ({ change: () => undefined, release: () => undefined }),
      signal: own,
      known: new Map(),
      within: (inner: AbortSignal) => of(AbortSignal.any([own, inner])),
    }) as unknown as Session;
  return { session: of(signal), clock, pass };
}

/** The background work of a step, with counts of its starts and ends. */
function other(begin: () => void = () => undefined) {
  const state = { runs: false, begun: 0, ended: 0 };
  const it: Step = step({
    id: 'other',
    title: 'Other',
    section: '',
    actions: () =>
      perform('begin', undefined, async () => {
        begin();
        state.runs = true;
        state.begun++;
      }),
    done: () => [
      {
        what: 'other step is running',
        placeholder: undefined,
        timeout: 0,
        look: async () => (state.runs ? met(undefined) : pending('not running')),
      },
    ],
    undo: {
      here: () =>
        perform('end', undefined, async () => {
          state.runs = false;
          state.ended++;
        }),
    },
  });
  return { it, state };
}

const MINUTE = duration('1m');

describe('work with steps in the background', () => {
  it('starts a step that is not running before the work', async () => {
    const { it: one, state } = other();
    await beside([one], fake().session, async () => expect(state).toMatchObject({ runs: true, begun: 1 }));
  });

  it('does not start a running step', async () => {
    const { it: one, state } = other();
    state.runs = true;
    await beside([one], fake().session, async () => undefined);
    expect(state.begun).toBe(0);
  });

  it('restarts a step that ends during the work', async () => {
    const { it: one, state } = other();
    const { session, clock, pass } = fake();
    const over = beside([one], session, (own) => clock.sleep(10 * MINUTE, own.signal));
    await pass(0);
    state.runs = false;
    await pass(MINUTE);
    expect(state).toMatchObject({ runs: true, begun: 2 });
    await pass(9 * MINUTE);
    await over;
  });

  it('does not restart a step after the work', async () => {
    const { it: one, state } = other();
    const { session, pass } = fake();
    await beside([one], session, async () => undefined);
    state.runs = false;
    await pass(10 * MINUTE);
    expect(state.begun).toBe(1);
  });

  it('ends the work with the error of a restart', async () => {
    let broken = false;
    const { it: one, state } = other(() => {
      if (broken) throw new Error('no server');
    });
    const { session, clock, pass } = fake();
    const over = beside([one], session, (own) => clock.sleep(60 * MINUTE, own.signal));
    const ended = expect(over).rejects.toThrow('no server');
    await pass(0);
    broken = true;
    state.runs = false;
    await pass(MINUTE);
    await ended;
  });

  it('ends with the reason of an ended run, not with the error of a restart', async () => {
    let broken = false;
    const run = new AbortController();
    const { it: one, state } = other(() => {
      if (broken) throw new Error('no server');
    });
    const { session, clock, pass } = fake(run.signal);
    const over = beside([one], session, (own) => clock.sleep(60 * MINUTE, own.signal));
    const ended = expect(over).rejects.toThrow('Interrupted');
    await pass(0);
    broken = true;
    state.runs = false;
    run.abort(new Error('Interrupted'));
    await ended;
  });

  it('throws the error of the work', async () => {
    const { it: one } = other();
    const work = () => Promise.reject(new Error('broken'));
    await expect(beside([one], fake().session, work)).rejects.toThrow('broken');
  });

  it('ends with the run', async () => {
    const interrupted = new AbortController();
    const { it: one } = other();
    const { session, clock, pass } = fake(interrupted.signal);
    const ended = expect(beside([one], session, (own) => clock.sleep(MINUTE, own.signal))).rejects.toThrow('Ctrl-C');
    await pass(0);
    interrupted.abort(new Error('Ctrl-C'));
    await ended;
  });
});

describe('a step that ends another', () => {
  const ending = (one: Step, done: boolean) => {
    const acted: string[] = [];
    const that = step({
      id: 'ending',
      title: 'End the other',
      section: '',
      during: [one],
      ends: [one],
      actions: () => perform('act', undefined, async () => void acted.push('act')),
      done: () => [
        {
          what: 'it is over',
          placeholder: undefined,
          timeout: 0,
          look: async () => (done ? met(undefined) : pending('it is not')),
        },
      ],
    });
    return { that, acted };
  };

  it('undoes that step after its own actions', async () => {
    const { it: one, state } = other();
    const { that, acted } = ending(one, false);
    await runStep(that, fake().session);
    expect(acted).toEqual(['act']);
    expect(state).toEqual({ runs: false, begun: 1, ended: 1 });
  });

  it('is not done while that step is running', async () => {
    const { it: one, state } = other();
    state.runs = true;
    const { that, acted } = ending(one, true);
    await runStep(that, fake().session);
    expect(acted).toEqual(['act']);
    expect(state.runs).toBe(false);
  });

  it('is done once that step has ended', async () => {
    const { it: one, state } = other();
    const { that, acted } = ending(one, true);
    await runStep(that, fake().session);
    expect(acted).toEqual([]);
    expect(state.begun).toBe(0);
  });
});
