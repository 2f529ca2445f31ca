import { expect, onTestFinished, test, vi } from 'vitest';
import { PaceLeases } from '../../../sandbox/control/leases.ts';
import { Presence } from '../../../sandbox/control/presence.ts';
import { Clock } from '../../../sandbox/core/clock.ts';

function open() {
  const clock = new Clock({ start: 0 });
  onTestFinished(() => clock.stop());
  return { clock, leases: new PaceLeases(clock, 60) };
}

test('without a lease the clock runs at the sandbox’s own speed', () => {
  expect(open().clock.pace).toBe(60);
});

test('a lease without a pace is ignored', () => {
  const { clock, leases } = open();
  leases.open();
  expect(clock.pace).toBe(60);
});

test('the slowest lease sets the pace until its release', () => {
  const { clock, leases } = open();
  const [fast, slow] = [leases.open(), leases.open()];
  fast.setPace(200);
  expect(clock.pace).toBe(200);
  slow.setPace(1);
  expect(clock.pace).toBe(1);
  slow.release();
  expect(clock.pace).toBe(200);
  fast.release();
  fast.release();
  expect(clock.pace).toBe(60);
});

/** Presence with a grace of 10 s, on a real clock that the test moves. */
function observed() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const seen: boolean[] = [];
  return { presence: new Presence(10_000, (present) => seen.push(present)), seen };
}

test('somebody is there from the first request until 10 s after the last', () => {
  const { presence, seen } = observed();
  const end = presence.enter();
  end();
  vi.advanceTimersByTime(9_999);
  presence.enter()();
  vi.advanceTimersByTime(9_999);
  expect(seen).toEqual([true]);
  vi.advanceTimersByTime(1);
  expect(seen).toEqual([true, false]);
});

test('somebody is there as long as a request is open', () => {
  const { presence, seen } = observed();
  const watch = presence.enter();
  presence.enter()();
  vi.advanceTimersByTime(3_600_000);
  presence.leave();
  expect(seen).toEqual([true]);
  watch();
  vi.advanceTimersByTime(10_000);
  expect(seen).toEqual([true, false]);
});

test('time is stepped while one run waits and all others join or wait', () => {
  const { clock, leases } = open();
  const [waiting, load] = [leases.open(), leases.open()];
  load.setPace(60, 'joins');
  expect(clock).toMatchObject({ pace: 60, stepped: false });
  waiting.setPace(200, 'waits');
  expect(clock).toMatchObject({ pace: 200, stepped: true });
  waiting.setPace(1);
  expect(clock).toMatchObject({ pace: 1, stepped: false });
  waiting.setPace(200, 'waits');
  waiting.release();
  expect(clock).toMatchObject({ pace: 60, stepped: false });
});
