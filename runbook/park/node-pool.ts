import { gcloud } from '../../lib/command/command.ts';
import { clusterSettled } from '../../lib/google/cluster.ts';
import { nodePoolSettled } from '../../lib/google/node-pool.ts';
import { ownNodePool } from '../../lib/ownership/cloud.ts';
import { isOurs } from '../../lib/ownership/thing.ts';
import { isSo, run, until } from '../../lib/step/actions.ts';
import type { Actions, StepContext } from '../../lib/step/step.ts';
import { tpuNodes } from '../01-cluster.ts';
import { mostNodes, provisioningOf } from '../cluster/provisioning.ts';
import { resize } from '../cluster/resize.ts';
import { nodePool } from '../tutorial/names.ts';

/**
 * Lets the autoscaler go down to 0 nodes: GKE documents 0 as a minimum of a node pool, while another pool has a node.
 * Autoscaling stays on: to turn it off and on may restart the control plane (cluster-autoscaler how-to, a note).
 */
export function* minimumZero({ config }: StepContext): Actions & Generator {
  const { CLUSTER_NAME, CONTROL_PLANE_LOCATION } = config;
  yield* until(clusterSettled(CLUSTER_NAME));
  yield run(
    gcloud`container node-pools update ${nodePool(config)}
      --cluster=${CLUSTER_NAME}
      --location=${CONTROL_PLANE_LOCATION}
      --enable-autoscaling --total-min-nodes=0 --total-max-nodes=${mostNodes(config)}
      --async`,
  );
  yield* until(clusterSettled(CLUSTER_NAME));
}

/** Takes all machines of the pool away. The autoscaler only takes idle ones, ten minutes later. */
export function* emptyPool(context: StepContext): Actions & Generator {
  const { config } = context;
  if (!(yield* isSo(isOurs(ownNodePool(config.CLUSTER_NAME, nodePool(config))), true))) return;
  yield* minimumZero(context);
  yield resize(config, 0);
}

/** Gets the first machine back; in another zone if this one has none, and with a new pool if the pool was deleted. */
export function* fillPool(context: StepContext): Actions & Generator {
  const { config } = context;
  const pool = nodePool(config);
  const { nodes } = provisioningOf(config);
  if (!(yield* isSo(isOurs(ownNodePool(config.CLUSTER_NAME, pool)), true))) {
    yield* tpuNodes(context);
    return;
  }
  yield* until(clusterSettled(config.CLUSTER_NAME));
  // Flex-start machines come when a pod needs them.
  if (nodes > 0) yield resize(config, nodes);
  const { state } = yield* until(nodePoolSettled(config.CLUSTER_NAME, pool));
  if (state === 'STOCKOUT') yield* tpuNodes(context);
}
