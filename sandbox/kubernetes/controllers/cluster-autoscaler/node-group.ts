import type { CloudProvider, Instance, NodePool } from '../../cloud.ts';
import type { KubeObject } from '../../object.ts';
import type { NodeInfo } from '../../scheduler/node-info.ts';
import { parseResources } from '../../scheduler/pod-requests.ts';
import { type MachineType, machineTypes } from '../node/machine-type.ts';
import { nodeLabels, nodeTaints } from '../node/node-object.ts';
import { allocatableList } from '../node/resource-list.ts';

/** A node pool that the autoscaler may resize, with what a new node of it would be. */
export interface NodeGroup {
  readonly pool: NodePool;
  readonly machine: MachineType;
  readonly instances: readonly Instance[];
  readonly min: number;
  readonly max: number;
}

export function nodeGroups(cloud: CloudProvider): NodeGroup[] {
  const instances = cloud.instances();
  return cloud.nodePools().flatMap((pool) => {
    const machine = machineTypes.get(pool.machineType);
    if (!pool.autoscaling || !machine || pool.status === 'STOPPING') return [];
    const own = instances.filter((instance) => instance.pool === pool.name);
    return [{ pool, machine, instances: own, ...pool.autoscaling }];
  });
}

/** A node of the group as it will be once it is ready, with nothing on it yet. */
export function templateNode(pool: NodePool, machine: MachineType, zone = pool.zones[0] ?? ''): NodeInfo {
  return {
    name: `template-node-for-${pool.name}`,
    labels: nodeLabels(pool, machine, zone),
    taints: nodeTaints(pool, machine),
    unschedulable: false,
    allocatable: parseResources(allocatableList(pool, machine, machine.tpu?.chips ?? 0)),
    used: new Map(),
  };
}

/** Machines that were asked for and are not of use yet: they boot, or their device plugin has not registered. */
export function upcomingNodes(cloud: CloudProvider, nodeOf: (name: string) => KubeObject | undefined): NodeInfo[] {
  const pools = new Map(cloud.nodePools().map((pool) => [pool.name, pool]));
  return cloud.instances().flatMap((instance) => {
    const pool = pools.get(instance.pool);
    const machine = machineTypes.get(instance.machineType);
    if (!pool || !machine || instance.state === 'FAILED') return [];
    const node = nodeOf(instance.name);
    const lacksChips = machine.tpu && node?.status?.allocatable?.['google.com/tpu'] === '0';
    return node && !lacksChips ? [] : [templateNode(pool, machine, instance.zone)];
  });
}

/** `{https://…/instanceGroups/IG 1->2 (max: 2)}` for each zone in which machines were added. */
export function describeGrowth(cloud: CloudProvider, group: NodeGroup, after: readonly Instance[]): string[] {
  const count = (instances: readonly Instance[], zone: string): number =>
    instances.filter((instance) => instance.zone === zone).length;
  const url = `https://www.googleapis.com/compute/v1/projects/${cloud.project}/zones`;
  return group.pool.zones
    .map((zone) => ({ zone, from: count(group.instances, zone), to: count(after, zone) }))
    .filter(({ from, to }) => to > from)
    .map(
      ({ zone, from, to }) =>
        `{${url}/${zone}/instanceGroups/${groupName(cloud, group.pool)} ${from}->${to} (max: ${group.max})}`,
    );
}

function groupName(cloud: CloudProvider, pool: NodePool): string {
  return pool.instanceGroup ?? `${cloud.autopilot ? 'gk3' : 'gke'}-${cloud.cluster}-${pool.name}-grp`;
}
