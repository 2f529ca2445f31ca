import { expect, test } from 'vitest';
import { clusterRunning, clusterServing, isRunning, isServing } from '../../../lib/google/cluster.ts';
import type { ClusterClient } from '../../../lib/google/cluster-client.ts';
import { nodePoolRunning, nodePoolSettled } from '../../../lib/google/node-pool.ts';
import type { Condition } from '../../../lib/wait/condition.ts';
import { stillSession } from '../wait/still-session.ts';

test.each<[what: string, status: string, state: string, condition: Condition]>([
  ['a cluster that serves', 'RECONCILING', 'met', clusterServing('c')],
  ['a cluster that serves', 'PROVISIONING', 'pending', clusterServing('c')],
  ['a cluster that is waited for', 'RECONCILING', 'pending', clusterRunning('c')],
  ['a node pool that runs', 'RECONCILING', 'met', nodePoolRunning('c', 'p')],
  ['a node pool that runs', 'STOPPING', 'pending', nodePoolRunning('c', 'p')],
  ['a node pool that is waited for', 'RECONCILING', 'pending', nodePoolSettled('c', 'p')],
])('%s in state %s is %s', async (_, status, state, condition) => {
  const found = { cluster: async () => ({ status }), nodePool: async () => ({ status }) };
  const { session } = stillSession({ cluster: found as unknown as ClusterClient });
  expect(await condition.look(session, session.signal)).toMatchObject({ state });
});

test.each([
  ['RUNNING', true, true],
  ['RECONCILING', false, true],
  ['PROVISIONING', false, false],
  ['STOPPING', false, false],
  [undefined, false, false],
] as const)('the state %s is running: %s, serving: %s', (status, running, serving) => {
  const found = status === undefined ? {} : { status };
  expect([isRunning(found), isServing(found)]).toEqual([running, serving]);
});
