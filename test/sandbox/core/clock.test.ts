import { describe, expect, it } from 'vitest';
import { Clock } from '../../../sandbox/core/clock.ts';

/** A clock whose real time is moved by hand: the monotonic reading is an input of the clock. */
function byHand(pace: number) {
  let real = 0;
  const clock = new Clock({ start: 1_000_000, pace, monotonic: () => real });
  return {
    clock,
    pass: (ms: number): void => {
      real += ms;
    },
  };
}

describe('simulated time', () => {
  it('runs at the pace, from its start', () => {
    const { clock, pass } = byHand(60);
    pass(1000);
    clock.advance();
    expect(clock.now()).toBe(1_000_000 + 60_000);
  });

  it('stands still between two advances', () => {
    const { clock, pass } = byHand(60);
    pass(1000);
    expect(clock.now()).toBe(1_000_000);
  });

  it('continues without a jump when the pace changes', () => {
    const { clock, pass } = byHand(200);
    pass(100);
    clock.setPace(1);
    pass(100);
    clock.advance();
    expect(clock.now()).toBe(1_000_000 + 20_000 + 100);
  });

  it('stands still at pace 0, and continues without a jump', () => {
    const { clock, pass } = byHand(60);
    const seen: number[] = [];
    clock.setTimeout(() => seen.push(clock.now()), 60_000);
    clock.setPace(0);
    pass(3_600_000);
    clock.advance();
    expect([clock.now(), seen]).toEqual([1_000_000, []]);
    clock.setPace(60);
    pass(1000);
    clock.advance();
    expect([clock.now(), seen]).toEqual([1_060_000, [1_060_000]]);
  });

  it.each([-1, Number.NaN])('refuses the pace %d', (pace) => {
    expect(() => byHand(1).clock.setPace(pace)).toThrow(RangeError);
  });
});

describe('timers', () => {
  it('fire in order, each at exactly its due time', () => {
    const { clock, pass } = byHand(1000);
    const seen: [string, number][] = [];
    clock.setTimeout(() => seen.push(['b', clock.now()]), 2000);
    clock.setTimeout(() => seen.push(['a', clock.now()]), 1000);
    clock.setTimeout(() => seen.push(['c', clock.now()]), 2000);
    pass(2);
    clock.advance();
    expect(seen).toEqual([
      ['a', 1_001_000],
      ['b', 1_002_000],
      ['c', 1_002_000],
    ]);
  });

  it('do not drift when one sets the next', () => {
    const { clock, pass } = byHand(200);
    const times: number[] = [];
    const again = (): void => {
      times.push(clock.now());
      if (times.length < 30) clock.setTimeout(again, 35);
    };
    clock.setTimeout(again, 35);
    for (let i = 0; i < 10; i++) {
      pass(1);
      clock.advance();
    }
    expect(times).toEqual(Array.from({ length: 30 }, (_, i) => 1_000_000 + 35 * (i + 1)));
  });

  it('can be cancelled, also by one that fires in the same advance', () => {
    const { clock, pass } = byHand(1000);
    const seen: string[] = [];
    const second = clock.setTimeout(() => seen.push('second'), 2);
    clock.setTimeout(() => second.cancel(), 1);
    pass(1);
    clock.advance();
    expect(seen).toEqual([]);
  });

  it('repeat at their period until they are cancelled', () => {
    const { clock, pass } = byHand(1000);
    let count = 0;
    const timer = clock.every(1000, () => {
      count++;
      if (count === 3) timer.cancel();
    });
    for (let i = 0; i < 10; i++) {
      pass(1);
      clock.advance();
    }
    expect(count).toBe(3);
  });

  it('reject a sleep that is aborted', async () => {
    const { clock } = byHand(1);
    const gone = new AbortController();
    const sleeping = clock.sleep(1000, gone.signal);
    gone.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
  });
});

describe('in a busy process', () => {
  it('simulated time waits for a late timer', () => {
    const { clock, pass } = byHand(100);
    clock.setTimeout(() => undefined, 100);
    pass(1001);
    clock.advance();
    // The timer was due after 1 ms and came 1000 ms late: but for a few of them, these did not pass.
    expect(clock.now() - 1_000_000).toBeLessThanOrEqual(100 + 10 * 100);
  });

  it('simulated time waits for a slow timer callback', () => {
    const { clock, pass } = byHand(100);
    let steps = 0;
    const step = (): void => {
      steps++;
      pass(10); // Ten times the millisecond in which the next one is due.
      clock.setTimeout(step, 100);
    };
    clock.setTimeout(step, 100);
    pass(1);
    const spent: number[] = [];
    for (let i = 0; i < 20; i++) {
      const before = steps;
      clock.advance();
      spent.push(steps - before);
    }
    // Were the time in the timers not counted as late, each advance would do more steps than the one before.
    expect(Math.max(...spent)).toBeLessThanOrEqual(6);
    clock.stop();
  });
});

describe('stepped time', () => {
  it('stands still while real time passes', () => {
    const { clock, pass } = byHand(200);
    clock.setPace(200, true);
    pass(1000);
    clock.advance();
    expect(clock.now()).toBe(1_000_000);
  });

  it('goes to the next event and fires the timers of that moment in their order', () => {
    const { clock } = byHand(200);
    const seen: [string, number][] = [];
    clock.setTimeout(() => seen.push(['later', clock.now()]), 5001);
    clock.setTimeout(() => {
      seen.push(['first', clock.now()]);
      clock.setTimeout(() => seen.push(['at once', clock.now()]), 0);
    }, 5000);
    clock.setTimeout(() => seen.push(['second', clock.now()]), 5000);
    clock.setPace(200, true);
    clock.step(2_000_000);
    expect(seen).toEqual([
      ['first', 1_005_000],
      ['second', 1_005_000],
      ['at once', 1_005_000],
    ]);
  });

  it('goes no further than the limit', () => {
    const { clock } = byHand(200);
    clock.setTimeout(() => undefined, 5000);
    clock.setPace(200, true);
    clock.step(1_003_000);
    expect(clock.now()).toBe(1_003_000);
  });

  it('does not go back to a limit in the past', () => {
    const { clock } = byHand(200);
    clock.setPace(200, true);
    clock.step(999_000);
    expect(clock.now()).toBe(1_000_000);
  });

  it('goes on at the pace after the last step', () => {
    const { clock, pass } = byHand(200);
    clock.setPace(200, true);
    pass(1000);
    clock.step(1_060_000);
    clock.setPace(1);
    pass(100);
    clock.advance();
    expect(clock.now()).toBe(1_060_100);
  });

  it('takes no step at a pace', () => {
    const { clock } = byHand(200);
    clock.step(2_000_000);
    expect(clock.now()).toBe(1_000_000);
  });

  it('is held for the client that needs the longest', () => {
    const { clock, pass } = byHand(200);
    clock.setPace(200, true);
    clock.show(10);
    clock.show(0);
    pass(4);
    expect(clock.held).toBe(6);
  });
});
