import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { sleepOn, type Timers } from '../../../lib/target/clock.ts';

const HOUR = 3_600_000;
const NODES_LONGEST = 2 ** 31 - 1;

/** Timers like Node's, of this test alone: files share a process, and with it the timers of `vi`. */
function timersOfOwn() {
  let now = 0;
  const armed = new Map<number, { readonly at: number; readonly act: () => void }>();
  const timers = {
    setTimeout: (act: () => void, ms: number) => {
      const id = armed.size + now + 1;
      // Node lets a longer timer fire at once.
      armed.set(id, { at: now + (ms > NODES_LONGEST ? 1 : ms), act });
      return id;
    },
    clearTimeout: (id: number) => armed.delete(id),
  } as unknown as Timers;
  const pass = async (ms: number): Promise<void> => {
    const end = now + ms;
    for (;;) {
      const [next] = [...armed].sort(([, a], [, b]) => a.at - b.at).filter(([, { at }]) => at <= end);
      if (!next) break;
      armed.delete(next[0]);
      now = next[1].at;
      next[1].act();
      await turn();
    }
    now = end;
    await turn();
  };
  return { timers, pass, armed };
}

/** Whether a sleep is over. */
function sleeping(timers: Timers, ms: number, signal?: AbortSignal) {
  const sleep = { over: false, error: undefined as unknown };
  sleepOn(timers, ms, signal).then(
    () => {
      sleep.over = true;
    },
    (error: unknown) => {
      sleep.error = error;
    },
  );
  return sleep;
}

// 2^31 ms, the longest timer of Node, are 596.5 hours.
it.each([1, 596, 600, 2_000])('the clock of the computer sleeps for %d hours, and no shorter', async (hours) => {
  const { timers, pass } = timersOfOwn();
  const sleep = sleeping(timers, hours * HOUR);
  await pass(hours * HOUR - 1);
  expect(sleep.over).toBe(false);
  await pass(1);
  expect(sleep.over).toBe(true);
});

it.each([0, 1, 1_000])('is woken by its signal after %d of 2000 hours, and leaves no timer', async (hours) => {
  const { timers, pass, armed } = timersOfOwn();
  const ended = new AbortController();
  const sleep = sleeping(timers, 2_000 * HOUR, ended.signal);
  await pass(hours * HOUR);
  expect(armed.size).toBe(1);
  ended.abort('enough');
  expect(armed.size).toBe(0);
  await pass(0);
  expect(sleep).toEqual({ over: false, error: 'enough' });
});
