import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Stepper } from '../../../sandbox/control/stepper.ts';
import { Clock } from '../../../sandbox/core/clock.ts';

const START = 1_000_000;
const MINUTE = 60_000;

/** A stepped clock with its events, and a partner that answers when the test says so. */
function open() {
  // The pace before is so slow that no time passes.
  const clock = new Clock({ start: START, pace: Number.MIN_VALUE });
  onTestFinished(() => clock.stop());
  clock.setPace(200, true);
  const stepper = new Stepper(clock);
  const seen: (readonly [string, number])[] = [];
  const see = (what: string): void => void seen.push([what, (clock.now() - START) / 1000]);
  const at = (seconds: number, act: () => void): void => void clock.setTimeout(act, seconds * 1000);
  let answer: () => void = () => undefined;
  const partner = {
    tell: () => see('told'),
    echo: () => new Promise<void>((resolve) => (answer = resolve)),
  };
  return { clock, stepper, seen, see, at, partner, answer: () => answer() };
}

test('every event comes at its time, and what it starts comes before the next event', async () => {
  const { clock, stepper, seen, see, at } = open();
  at(1, async () => {
    see('first');
    for (let i = 0; i < 20; i++) await undefined;
    see('its consequence');
  });
  at(1.001, () => see('second'));
  at(3600, () => {
    see('last');
    clock.setPace(1);
  });
  await stepper.run();
  expect(seen).toEqual([
    ['first', 1],
    ['its consequence', 1],
    ['second', 1.001],
    ['last', 3600],
  ]);
});

test('time stands still until the partner has answered what went out', async () => {
  const { clock, stepper, seen, see, at, partner, answer } = open();
  stepper.join(partner);
  at(1, () => {
    clock.show(0);
    see('sent');
  });
  at(1.001, () => see('next'));
  void stepper.run();
  await vi.waitFor(() => expect(seen).toHaveLength(2));
  await delay(50);
  expect(seen).toEqual([
    ['told', 1],
    ['sent', 1],
  ]);
  answer();
  await vi.waitFor(() => expect(seen.at(-1)).toEqual(['next', 1.001]));
});

test('a partner that does not answer holds time up after ten seconds at most', async () => {
  const { clock, stepper, partner } = open();
  stepper.join(partner);
  void stepper.run();
  await delay(50);
  expect(clock.now()).toBe(START + 10_000);
});

test('time stands still for a client without a clock of its own', async () => {
  const { clock, stepper, seen, see, at } = open();
  at(1, () => clock.show(80));
  at(2, () => see('next'));
  const began = performance.now();
  void stepper.run();
  await vi.waitFor(() => expect(seen).toHaveLength(1));
  expect(performance.now() - began).toBeGreaterThanOrEqual(75);
});

test('time stands still while the request of a new connection is on its way', async () => {
  const { clock, stepper, seen, see, at } = open();
  let come: () => void = () => undefined;
  at(1, () => {
    come = clock.expect();
    see('connected');
  });
  at(1.001, () => see('next'));
  void stepper.run();
  await vi.waitFor(() => expect(seen).toEqual([['connected', 1]]));
  await new Promise(setImmediate);
  expect(seen).toHaveLength(1);
  come();
  await vi.waitFor(() => expect(seen.at(-1)).toEqual(['next', 1.001]));
});

test('an idle hour takes no less than 1.8 seconds', async () => {
  const { clock, stepper, at } = open();
  at(3600, () => clock.setPace(1));
  const began = performance.now();
  await stepper.run();
  expect(performance.now() - began).toBeGreaterThanOrEqual((60 * MINUTE) / 2_000 - 50);
});

test('ends with the clock', async () => {
  const { clock, stepper } = open();
  const running = stepper.run();
  clock.stop();
  await running;
});
