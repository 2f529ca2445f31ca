import { gcloud, kubectl } from '../../../../lib/command/command.ts';
import { clusterSettled } from '../../../../lib/google/cluster.ts';
import { run, until } from '../../../../lib/step/actions.ts';
import { nodePool } from '../../../../runbook/tutorial/names.ts';
import { noTpuMachine } from '../../../../workshop/drills/list/running-bill.ts';
import { deletePool } from '../../../../workshop/drills/world/pools.ts';
import type { OtherWay } from '../other-way.ts';

export const runningBill: OtherWay = {
  what: 'the node pool is deleted',
  actions: function* ({ config }) {
    yield* deletePool(config, nodePool(config));
    yield* until(noTpuMachine);
  },
  cheats: {
    'the Deployment is deleted': ({ config }) => [
      run(kubectl`delete deployment vllm-tpu -n ${config.NAMESPACE} --ignore-not-found`),
    ],
    // The minimum brings the machine back with the next change of the pool.
    'the pool is resized, and its minimum stays': function* ({ config }) {
      const { CLUSTER_NAME, CONTROL_PLANE_LOCATION } = config;
      yield run(
        gcloud`container clusters resize ${CLUSTER_NAME} --node-pool=${nodePool(config)} --num-nodes=0 --location=${CONTROL_PLANE_LOCATION} --quiet --async`,
      );
      yield* until(clusterSettled(CLUSTER_NAME));
    },
  },
};
