import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Interrupted, interruptEverywhere, isCleanedUp } from './interrupt.ts';
import { type Laptop, laptop } from './laptop.ts';

/** Those with waits, and the load; `npm run test:matrix` interrupts at the beginnings too, and in the other steps. */
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

it('a walkthrough that is interrupted in each wait reaches its end by the commands it recommends', () => {
  expect(walk.last, walk.last.output).toMatchObject({ code: 0 });
  expect(isCleanedUp(walk.last)).toBe(true);
});

it('was interrupted in the waits of each of the steps', () => {
  expect([...new Set(walk.moments.map(({ step }) => step))]).toEqual(STEPS);
});

it('each interruption ends with 130 within its own processes, the load among them', () => {
  expect(walk.problems).toEqual([]);
});
