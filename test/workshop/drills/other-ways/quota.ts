import { nodePoolRunning } from '../../../../lib/google/node-pool.ts';
import { run, until } from '../../../../lib/step/actions.ts';
import { nodePool } from '../../../../runbook/tutorial/names.ts';
import { createPool, deletePool } from '../../../../workshop/drills/world/pools.ts';
import type { OtherWay } from '../other-way.ts';

export const quota: OtherWay = {
  what: 'the same pool name, in another zone, with flex-start machines',
  actions: function* ({ config }) {
    const pool = nodePool(config);
    yield* deletePool(config, pool);
    const flex = [
      '--flex-start',
      '--reservation-affinity=none',
      '--enable-autoscaling',
      '--total-min-nodes=1',
      '--total-max-nodes=1',
    ];
    yield run(createPool({ ...config, ZONE: 'us-east5-a' }, pool, flex));
    yield* until(nodePoolRunning(config.CLUSTER_NAME, pool));
  },
  cheats: {
    'the pool in ERROR is deleted': ({ config }) => deletePool(config, nodePool(config)),
  },
};
