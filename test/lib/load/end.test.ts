import { expect, test } from 'vitest';
import { type Clock, wallClock } from '../../../lib/target/clock.ts';
import { completions, run, until } from './server.ts';

test('stopping closes every socket at once, and reports the requests in flight', async () => {
  const { url, seen } = await completions(() => undefined);
  const load = run(url, { concurrency: 30 });
  await until(() => seen.open === 30);
  const report = await load.stop();
  expect(report).toMatchObject({ aborted: 30, completed: 0, errors: {} });
  await until(() => seen.open === 0);
  expect(await load.stop()).toBe(report);
  expect(load.snapshot()).toBe(report);
});

test('an aborted signal stops the load in the same way', async () => {
  const { url, seen } = await completions(() => undefined);
  const controller = new AbortController();
  const load = run(url, { signal: controller.signal });
  await until(() => seen.open === 4);
  controller.abort();
  await until(() => seen.open === 0);
  expect(await load.stop()).toMatchObject({ aborted: 4 });
});

test('a load with a lost clock stops, without blocking the process', async () => {
  const { url, seen } = await completions(() => undefined);
  let gone = false;
  const clock: Clock = {
    ...wallClock,
    sleep: (ms, signal) => (gone ? Promise.reject(new Error('The target is gone')) : wallClock.sleep(ms, signal)),
  };
  const load = run(url, { clock });
  await until(() => seen.open === 4);
  gone = true;
  await until(() => seen.open === 0);
  expect(await load.stop()).toMatchObject({ aborted: 4 });
});

test('a load with an aborted signal sends nothing', async () => {
  const { url, seen } = await completions();
  const load = run(url, { signal: AbortSignal.abort() });
  await wallClock.sleep(150);
  expect([seen.bodies, (await load.stop()).completed]).toEqual([[], 0]);
});
