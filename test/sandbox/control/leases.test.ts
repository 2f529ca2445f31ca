import { expect, onTestFinished, test } from 'vitest';
import { PaceLeases } from '../../../sandbox/control/leases.ts';
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
