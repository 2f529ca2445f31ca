import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Interrupted, interruptEverywhere, isCleanedUp } from './interrupt.ts';
import { type Laptop, laptop } from './laptop.ts';

/** The steps with waits, and the load. `npm run test:matrix` also interrupts the other steps and every beginning. */
const LOAD = '10-load';
const STEPS = ['01-cluster', '06-model-server', LOAD, '11-metrics', '12-autoscaler', '13-scale-out', '99-cleanup'];

let place: Laptop;
let walk: Interrupted;

beforeAll(async () => {
  place = await laptop({ EXPOSE: 'port-forward' });
  walk = await interruptEverywhere(
    place,
    [],
    ({ step, wait }) => STEPS.includes(step) && (wait !== undefined || step === LOAD),
  );
}, 600_000);
afterAll(() => place.clear());

it('a walkthrough that is interrupted in each wait ends through the recommended commands', () => {
  expect(walk.last, walk.last.output).toMatchObject({ code: 0 });
  expect(isCleanedUp(walk.last)).toBe(true);
});

it('has interruptions in each of the steps', () => {
  expect([...new Set(walk.moments.map(({ step }) => step))]).toEqual(STEPS);
});

it('each interruption ends with exit code 130 and leaves no process, not even the load', () => {
  expect(walk.problems).toEqual([]);
});
