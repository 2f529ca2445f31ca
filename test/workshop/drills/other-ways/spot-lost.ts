import { gcloud, kubectl } from '../../../../lib/command/command.ts';
import { nodePoolRunning } from '../../../../lib/google/node-pool.ts';
import { run, until } from '../../../../lib/step/actions.ts';
import { serverReady } from '../../../../runbook/model-server/ready.ts';
import { nodePool } from '../../../../runbook/tutorial/names.ts';
import { createPool, deletePool, otherZone } from '../../../../workshop/drills/world/pools.ts';
import type { OtherWay } from '../other-way.ts';

export const spotLost: OtherWay = {
  what: 'the same pool again, as spot, in another zone',
  actions: function* (context) {
    const { config } = context;
    const pool = nodePool(config);
    yield* deletePool(config, pool);
    const ZONE = yield* otherZone(config);
    yield run(createPool({ ...config, ZONE }, pool, ['--spot']));
    yield* until(nodePoolRunning(config.CLUSTER_NAME, pool));
    yield* until(serverReady(context, 1, '90m'));
  },
  cheats: {
    'the pod that waits is deleted': ({ config }) => [
      run(kubectl`delete pods --all -n ${config.NAMESPACE} --wait=false`),
    ],
    'the pool is resized in the same zone': ({ config }) => [
      run(
        gcloud`container clusters resize ${config.CLUSTER_NAME} --node-pool=${nodePool(config)} --num-nodes=2 --location=${config.CONTROL_PLANE_LOCATION} --quiet --async`,
      ),
    ],
  },
};
