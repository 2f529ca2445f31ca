import { gcloud } from '../../lib/command/command.ts';
import type { Config } from '../../lib/config/index.ts';
import { run } from '../../lib/step/actions.ts';
import type { Action } from '../../lib/step/step.ts';
import { nodePool } from '../tutorial/names.ts';

/** Sets the number of nodes of the TPU node pool. Its autoscaler stays on, and takes away nodes that stay idle. */
export function resize(config: Config, nodes: number): Action {
  const { CLUSTER_NAME, CONTROL_PLANE_LOCATION } = config;
  return run(
    gcloud`container clusters resize ${CLUSTER_NAME} --node-pool=${nodePool(config)} --num-nodes=${nodes} --location=${CONTROL_PLANE_LOCATION} --quiet --async`,
  );
}
