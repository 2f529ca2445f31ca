import { nodePoolRunning } from '../../../../lib/google/node-pool.ts';
import { run, until } from '../../../../lib/step/actions.ts';
import { nodePool } from '../../../../runbook/tutorial/names.ts';
import { createPool, deletePool, poolInError } from '../../../../workshop/drills/world/pools.ts';
import type { OtherWay } from '../other-way.ts';

export const stockout: OtherWay = {
  what: 'a pool of another name with a smaller machine in a third zone, then the old pool is deleted',
  actions: function* ({ config }) {
    yield run(createPool({ ...config, ZONE: 'us-east5-c', MACHINE_TYPE: 'ct6e-standard-4t' }, 'tpu-c'));
    yield* until(nodePoolRunning(config.CLUSTER_NAME, 'tpu-c'));
    yield* deletePool(config, nodePool(config));
  },
  cheats: {
    'spot machines of the same zone': function* ({ config }) {
      const pool = nodePool(config);
      yield* deletePool(config, pool);
      yield run(createPool(config, pool, ['--spot']));
      yield* until(poolInError(config.CLUSTER_NAME, pool, /STOCKOUT|lack of capacity/));
    },
  },
};
