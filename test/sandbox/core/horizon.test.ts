import { expect, test } from 'vitest';
import { Clock } from '../../../sandbox/core/clock.ts';
import { Database } from '../../../sandbox/core/database.ts';
import { Horizon } from '../../../sandbox/core/horizon.ts';

const START = Date.UTC(2026, 10, 22);

function running(pace: number) {
  let real = 0;
  const database = Database.open();
  const clock = new Clock({ start: START, pace, monotonic: () => real });
  new Horizon(database).keep(clock);
  const pass = (ms: number): void => {
    for (let step = 0; step < ms; step += 10) {
      real += 10;
      clock.advance();
    }
  };
  return { database, clock, pass };
}

test.each([1, 60, 200])('at pace %d the journal is never behind the clock, and at most a second ahead', (pace) => {
  const { database, clock, pass } = running(pace);
  for (let step = 0; step < 100; step++) {
    pass(70);
    const { reached } = new Horizon(database);
    expect(reached).toBeGreaterThanOrEqual(clock.now());
    expect(reached! - clock.now()).toBeLessThanOrEqual(1_000 * pace);
  }
  clock.stop();
});

test('a sandbox resumes at exactly the time of its clean stop', () => {
  const { database, clock, pass } = running(60);
  pass(1_230);
  new Horizon(database).settle(clock);
  expect(new Horizon(database).reached).toBe(clock.now());
  clock.stop();
});
