import { expect, it } from 'vitest';
import { nodePoolRunning, nodePoolSettled } from '../../../lib/google/node-pool.ts';
import type { Session } from '../../../lib/session/session.ts';

const { signal } = new AbortController();
const STOCKOUT =
  "Instance 'gke-1' creation failed: [GCE_STOCKOUT]: The zone 'us-east5-b' does not have enough resources";

/** What both conditions say of a pool in a state. */
async function looksAt(status: string, message = '') {
  const pool = { name: 'tpu', status, statusMessage: message, locations: ['us-east5-b'] };
  const session = { cluster: { nodePool: async () => pool, operations: async () => [] } } as unknown as Session;
  const both = [nodePoolSettled('c', 'tpu'), nodePoolRunning('c', 'tpu')];
  return Promise.all(both.map(({ look }) => look(session, signal)));
}

it.each([
  ['RUNNING', 'met', 'met'],
  ['RECONCILING', 'pending', 'met'],
  ['RUNNING_WITH_ERROR', 'met', 'met'],
  ['PROVISIONING', 'pending', 'pending'],
  ['STOPPING', 'pending', 'pending'],
])('a pool that is %s: its creation is %s, and the step is %s', async (status, settled, running) => {
  expect((await looksAt(status)).map(({ state }) => state)).toEqual([settled, running]);
});

it('a pool that lacks only some machines is kept, with what it says', async () => {
  const [settled] = await looksAt('RUNNING_WITH_ERROR', STOCKOUT);
  expect(settled).toMatchObject({ value: { state: 'RUNNING' }, instead: expect.stringContaining('GCE_STOCKOUT') });
});
