import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { wallClock } from '../../../lib/target/clock.ts';

const HOUR = 3_600_000;

describe("the computer's clock", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** Whether a sleep is over. */
  const sleeping = (ms: number, signal?: AbortSignal) => {
    const sleep = { over: false, error: undefined as unknown };
    wallClock.sleep(ms, signal).then(
      () => {
        sleep.over = true;
      },
      (error: unknown) => {
        sleep.error = error;
      },
    );
    return sleep;
  };

  // 2^31 ms, the longest timer of Node, are 596.5 hours.
  it.each([1, 596, 600, 2_000])('sleeps for %d hours, and no shorter', async (hours) => {
    const sleep = sleeping(hours * HOUR);
    await vi.advanceTimersByTimeAsync(hours * HOUR - 1);
    expect(sleep.over).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(sleep.over).toBe(true);
  });

  it.each([0, 1, 1_000])('is woken by its signal after %d of 2000 hours', async (hours) => {
    const ended = new AbortController();
    const sleep = sleeping(2_000 * HOUR, ended.signal);
    await vi.advanceTimersByTimeAsync(hours * HOUR);
    // Other files share this process, so that only the difference at this moment counts.
    const armed = vi.getTimerCount();
    ended.abort('enough');
    expect(vi.getTimerCount()).toBe(armed - 1);
    await vi.advanceTimersByTimeAsync(0);
    expect(sleep).toEqual({ over: false, error: 'enough' });
  });
});
