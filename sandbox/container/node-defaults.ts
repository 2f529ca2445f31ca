import type { ClusterRecord, PoolRecord } from './records.ts';

interface MaxPods {
  readonly maxPodsPerNode?: string;
}

interface PoolSpec {
  readonly maxPodsConstraint?: MaxPods;
  readonly networkConfig?: { readonly enablePrivateNodes?: boolean };
}

interface ClusterSpec {
  readonly defaultMaxPodsConstraint?: MaxPods;
  readonly privateClusterConfig?: { readonly enablePrivateNodes?: boolean };
  readonly networkConfig?: { readonly defaultEnablePrivateNodes?: boolean };
}

/** GKE's own default. */
const MOST_PODS = 110;

/** The most pods of a pool's nodes: its own, the cluster's (`--default-max-pods-per-node`), or GKE's. */
export function maxPodsOf(cluster: ClusterRecord | undefined, pool: PoolRecord): number {
  const { maxPodsConstraint } = pool.spec as PoolSpec;
  const { defaultMaxPodsConstraint } = (cluster?.spec ?? {}) as ClusterSpec;
  return Number(maxPodsConstraint?.maxPodsPerNode ?? defaultMaxPodsConstraint?.maxPodsPerNode) || MOST_PODS;
}

/** Whether a pool's nodes have no external addresses: its own setting, or the cluster's. */
export function hasPrivateNodes(cluster: ClusterRecord | undefined, pool: PoolRecord): boolean {
  const { privateClusterConfig, networkConfig } = (cluster?.spec ?? {}) as ClusterSpec;
  const fallback = networkConfig?.defaultEnablePrivateNodes ?? privateClusterConfig?.enablePrivateNodes ?? false;
  return (pool.spec as PoolSpec).networkConfig?.enablePrivateNodes ?? fallback;
}
