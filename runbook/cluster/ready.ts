import type { Config } from '../../lib/config/index.ts';
import { clusterIsOurs, clusterRunning, nodePoolRunning } from '../../lib/google/cluster.ts';
import { clusterUsable, nodePoolIsOurs } from '../../lib/google/existing-cluster.ts';
import type { Already, StepContext } from '../../lib/step/step.ts';
import type { Condition } from '../../lib/wait/condition.ts';
import { LABEL, nodePool } from '../tutorial/names.ts';

/** The cluster is there, and can be used. */
export function clusterReady({ config }: StepContext): Condition {
  return config.CLUSTER === 'existing' ? clusterUsable(config) : clusterRunning(config.CLUSTER_NAME);
}

/** The node pool is there, on a cluster that has some. */
export function tpuNodesRunning({ config }: StepContext): readonly Condition[] {
  return config.CLUSTER_MODE === 'standard' ? [nodePoolRunning(config.CLUSTER_NAME, nodePool(config))] : [];
}

/** A cluster of that name is there: this runbook must have made it. */
export function clusterOfOurs({ CLUSTER_NAME }: Config): Already {
  return { kind: 'alreadyExists', ours: clusterIsOurs(CLUSTER_NAME, LABEL), what: `Cluster ${CLUSTER_NAME}` };
}

/** A node pool of that name is there: this runbook must have made it. */
export function nodePoolOfOurs(config: Config): Already {
  const pool = nodePool(config);
  return {
    kind: 'alreadyExists',
    ours: nodePoolIsOurs(config.CLUSTER_NAME, pool, LABEL),
    what: `Node pool ${pool}`,
  };
}
