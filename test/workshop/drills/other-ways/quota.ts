import { nodePoolRunning } from '../../../../lib/google/node-pool.ts';
import { run, until } from '../../../../lib/step/actions.ts';
import { nodePool } from '../../../../runbook/tutorial/names.ts';
import { createPool, deletePool } from '../../../../workshop/drills/world/pools.ts';
import type { OtherWay } from '../other-way.ts';

export const quota: OtherWay = {
  what: 'the same pool name, in another zone, with a smaller spot machine',
  actions: function* ({ config }) {
    const pool = nodePool(config);
    yield* deletePool(config, pool);
    yield run(createPool({ ...config, ZONE: 'us-east5-a', MACHINE_TYPE: 'ct6e-standard-4t' }, pool, ['--spot']));
    yield* until(nodePoolRunning(config.CLUSTER_NAME, pool));
  },
  cheats: {
    'the pool in ERROR is deleted': ({ config }) => deletePool(config, nodePool(config)),
  },
};
