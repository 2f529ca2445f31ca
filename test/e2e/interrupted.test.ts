import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Interrupted, interruptEverywhere, isCleanedUp } from './interrupt.ts';
import { type Laptop, laptop } from './laptop.ts';

/** Those with the waits that stand on something which goes on meanwhile; `npm run test:matrix` takes all. */
const STEPS = ['01-cluster', '06-model-server', '10-load', '11-metrics', '12-autoscaler', '13-scale-out', '99-cleanup'];

let place: Laptop;
let walk: Interrupted;

beforeAll(async () => {
  place = await laptop({ EXPOSE: 'port-forward' });
  walk = await interruptEverywhere(place, [], ({ step }) => STEPS.includes(step));
}, 400_000);
afterAll(() => place.clear());

it('a walkthrough that is interrupted in each step and each wait reaches its end by the commands it recommends', () => {
  expect(walk.last, walk.last.output).toMatchObject({ code: 0 });
  expect(isCleanedUp(walk.last)).toBe(true);
});

it('was interrupted in each of the steps, and in their waits', () => {
  expect([...new Set(walk.moments.map(({ step }) => step))]).toEqual(STEPS);
  const waits = walk.moments.filter(({ wait }) => wait !== undefined);
  expect([...new Set(waits.map(({ step }) => step))]).toEqual(STEPS.filter((id) => id !== '10-load'));
});

it('each interruption ends with 130 within its own processes, the load among them', () => {
  expect(walk.problems).toEqual([]);
});
