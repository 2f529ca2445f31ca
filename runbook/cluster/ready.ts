import { clusterRunning, clusterServing } from '../../lib/google/cluster.ts';
import { clusterUsable } from '../../lib/google/existing-cluster.ts';
import { nodePoolRunning } from '../../lib/google/node-pool.ts';
import type { StepContext } from '../../lib/step/step.ts';
import type { Condition } from '../../lib/wait/condition.ts';
import { nodePool } from '../tutorial/names.ts';

/** The cluster is running; an existing cluster has the required features too. */
export function clusterReady({ config }: StepContext): Condition {
  return config.CLUSTER === 'existing' ? clusterUsable(config) : clusterRunning(config.CLUSTER_NAME);
}

/** The same, also while GKE works on the cluster. */
export function clusterServes({ config }: StepContext): Condition {
  return config.CLUSTER === 'existing' ? clusterUsable(config) : clusterServing(config.CLUSTER_NAME);
}

/** The TPU node pool is running. Autopilot clusters have no node pools. */
export function tpuNodesRunning({ config }: StepContext): readonly Condition[] {
  return config.CLUSTER_MODE === 'standard' ? [nodePoolRunning(config.CLUSTER_NAME, nodePool(config))] : [];
}
