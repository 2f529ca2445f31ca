import { gcloud, kubectl } from '../../lib/command/command.ts';
import type { Config } from '../../lib/config/index.ts';
import { clusterGone, clusterSettled, mayAnswer } from '../../lib/google/cluster.ts';
import { nodePoolGone } from '../../lib/google/node-pool.ts';
import { ownCluster, ownNodePool } from '../../lib/ownership/cloud.ts';
import { OURS } from '../../lib/ownership/label.ts';
import { isOurs } from '../../lib/ownership/thing.ts';
import { isSo, run, until } from '../../lib/step/actions.ts';
import type { Action, Actions, StepContext } from '../../lib/step/step.ts';
import { tolerating } from '../cleanup/tolerating.ts';
import { nodePool } from '../tutorial/names.ts';

/** Deletes the cluster in any state, if this runbook created it. */
export function* deleteCluster(context: StepContext): Actions & Generator {
  const { CLUSTER_NAME } = context.config;
  if (!(yield* isSo(isOurs(ownCluster(CLUSTER_NAME)), true))) return;
  const status = yield* until(clusterSettled(CLUSTER_NAME));
  if (mayAnswer({ status }) && context.answers !== false) yield* tolerating('01-cluster', deleteServices(context));
  yield* deleteAtOnce(context, status);
  yield* until(clusterGone(CLUSTER_NAME));
}

/** Deletes the Services first: deleting a cluster leaves their load balancers behind, which are billed. */
function* deleteServices({ config, answers }: StepContext): Actions & Generator {
  const { CLUSTER_NAME, CONTROL_PLANE_LOCATION } = config;
  // The cleanup has them: the cluster's API answered.
  if (!answers)
    yield run(gcloud`container clusters get-credentials ${CLUSTER_NAME} --location=${CONTROL_PLANE_LOCATION}`);
  yield run(kubectl`delete service --all-namespaces -l ${OURS} --timeout=3m`);
}

function* deleteAtOnce({ config }: StepContext, status: string): Actions & Generator {
  const { CLUSTER_NAME, CONTROL_PLANE_LOCATION } = config;
  if (status === 'STOPPING' || status === '') return;
  yield run(gcloud`container clusters delete ${CLUSTER_NAME} --location=${CONTROL_PLANE_LOCATION} --quiet --async`, {
    already: { kind: 'notFound' },
  });
}

/** Deletes the node pool that this runbook created in an existing cluster. */
export function* deleteNodePool({ config }: StepContext): Actions & Generator {
  const { CLUSTER_NAME } = config;
  const pool = nodePool(config);
  if (!(yield* isSo(isOurs(ownNodePool(CLUSTER_NAME, pool)), true))) return;
  yield* until(clusterSettled(CLUSTER_NAME));
  yield beginDeletion(config);
  yield* until(nodePoolGone(CLUSTER_NAME, pool));
}

/**
 * With DELETE_FIRST=tpu-nodes: begins to delete the TPU node pool of an own cluster, and waits for nothing. A cluster
 * that an operation holds is left to `deleteCluster`, which waits and then deletes its nodes too.
 */
export function* deleteTpuNodesFirst({ config }: StepContext): Actions & Generator {
  const { CLUSTER_MODE, CLUSTER_NAME, DELETE_FIRST } = config;
  if (DELETE_FIRST === 'cluster' || CLUSTER_MODE === 'autopilot') return;
  if (!(yield* isSo(isOurs(ownNodePool(CLUSTER_NAME, nodePool(config))), true))) return;
  if (yield* isSo(clusterSettled(CLUSTER_NAME), true)) yield beginDeletion(config);
}

function beginDeletion(config: Config): Action {
  const { CLUSTER_NAME, CONTROL_PLANE_LOCATION } = config;
  return run(
    gcloud`container node-pools delete ${nodePool(config)} --cluster=${CLUSTER_NAME} --location=${CONTROL_PLANE_LOCATION} --quiet --async`,
    { already: { kind: 'notFound' } },
  );
}
