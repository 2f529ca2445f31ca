import { quoted } from '../../lib/command/command.ts';
import type { Config } from '../../lib/config/index.ts';
import { isStopping } from '../../lib/google/cluster.ts';
import type { Cluster, NodePool } from '../../lib/google/cluster-client.ts';
import { hasLabel } from '../../lib/ownership/label.ts';
import { TPU_MACHINE } from '../cluster/machines.ts';
import { LEARNER_LABEL, nodePool } from '../tutorial/names.ts';

/** What `npm run stop-billing` deletes: a node pool with TPUs, or a whole Autopilot cluster, whose pools are GKE's. */
export interface Target {
  readonly cluster: string;
  readonly location: string;
  /** undefined: the cluster itself. */
  readonly pool: string | undefined;
}

/** The part of the configuration that says what is ours. */
export type Whose = Pick<Config, 'CLUSTER' | 'CLUSTER_NAME' | 'CONTROL_PLANE_LOCATION' | 'LEARNER'>;

/**
 * The targets of this configuration, by the labels in the Container API only.
 * @param all also the clusters and the pools that this runbook created under other names: they may be another person's
 */
export function targetsOf(clusters: readonly Cluster[], config: Whose, all = false): readonly Target[] {
  return clusters.flatMap((cluster): Target[] => {
    const { nodePools, autopilot } = cluster;
    const here = isHere(cluster, config);
    const clusterIsOurs = hasLabel(cluster.resourceLabels) && config.CLUSTER === 'create' && (here || all);
    const base = { cluster: cluster.name ?? '', location: cluster.location ?? '' };
    if (autopilot?.enabled) return clusterIsOurs && !isStopping(cluster) ? [{ ...base, pool: undefined }] : [];
    return (nodePools ?? [])
      .filter((pool) => TPU_MACHINE.test(pool.config?.machineType ?? ''))
      .filter((pool) => isOurs(pool, { ...config, here, clusterIsOurs, all }))
      .map(({ name }) => ({ ...base, pool: name ?? '' }));
  });
}

/** The commands for what may be another person's: the same names under which it was created are needed. */
export function commandsForOthers(clusters: readonly Cluster[], config: Whose): readonly string[] {
  const own = new Set(targetsOf(clusters, config).map(({ cluster, location }) => `${location}/${cluster}`));
  const others = targetsOf(clusters, config, true).filter(
    ({ cluster, location }) => !own.has(`${location}/${cluster}`),
  );
  const names = others.map(
    ({ cluster, location }) =>
      `CLUSTER_NAME=${quoted(cluster)} CONTROL_PLANE_LOCATION=${quoted(location)} npm run stop-billing`,
  );
  return [...new Set(names)];
}

function isHere({ name, location }: Cluster, { CLUSTER_NAME, CONTROL_PLANE_LOCATION }: Whose): boolean {
  return name === CLUSTER_NAME && location === CONTROL_PLANE_LOCATION;
}

interface Around extends Whose {
  readonly here: boolean;
  readonly clusterIsOurs: boolean;
  readonly all: boolean;
}

/** In an own cluster every TPU pool, but not a learner's; in a shared one only a pool of ours with our label. */
function isOurs(pool: NodePool, { here, clusterIsOurs, all, LEARNER, ...config }: Around): boolean {
  const labels = pool.config?.resourceLabels;
  const learner = labels?.[LEARNER_LABEL];
  if (LEARNER !== undefined) return hasLabel(labels) && learner === LEARNER && (here || all);
  if (learner !== undefined) return clusterIsOurs && all;
  if (clusterIsOurs) return true;
  const named = here && pool.name === nodePool({ ...config, LEARNER } as Config);
  return hasLabel(labels) && (named || all);
}

/** `node pool tpunodepool of cluster vllm-tpu` */
export function targetName({ cluster, pool }: Target): string {
  return pool === undefined ? `cluster ${cluster}` : `node pool ${pool} of cluster ${cluster}`;
}
