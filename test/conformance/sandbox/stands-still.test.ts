import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTutorial } from './faults/tutorial.ts';
import type { Workstation } from './workstation.ts';

/** Real ms, instead of the 10 s of a sandbox that people start. */
const GRACE = 1_000;

let station: Workstation;
beforeAll(async () => {
  station = await openTutorial({ grace: GRACE });
});
afterAll(() => station.close());

/** Simulated ms that pass in some real ms without a request. */
async function passed(real: number): Promise<number> {
  const { clock } = station.sandbox.world;
  clock.advance();
  const before = clock.now();
  await delay(real);
  clock.advance();
  return clock.now() - before;
}

test('time stands still between two commands of kubectl', async () => {
  await station.kubectl('get', 'pods');
  await delay(2 * GRACE);
  expect(await passed(1_000)).toBe(0);
  await station.kubectl('get', 'pods');
  expect(await passed(GRACE / 2)).toBeGreaterThan(60_000);
});

test.each([[['get', 'pods', '--watch']], [['wait', '--for=jsonpath={.data.done}', 'configmap/mine', '--timeout=1m']]])(
  'time goes on while kubectl %j is open, and stands still when it has ended',
  async (args) => {
    await station.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'mine', namespace: 'vllm' } });
    const watch = spawn('kubectl', args, { env: { ...process.env, ...station.environment } });
    await delay(3 * GRACE);
    expect(await passed(1_000)).toBeGreaterThan(60_000);
    watch.kill();
    await delay(2 * GRACE);
    expect(await passed(1_000)).toBe(0);
  },
);
