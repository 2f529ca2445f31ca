import type { Vm } from '../compute/resources.ts';
import type { ClusterRecord, PoolRecord } from './records.ts';
import type { ContainerService } from './service.ts';

/** GKE's own: the size of a node's boot disk, and its type where the machine takes any. */
const BOOT_DISK_GB = 100;
const BOOT_DISK_TYPE = 'pd-balanced';

interface DiskConfig {
  readonly diskSizeGb?: number;
  readonly diskType?: string;
}

/** The machines of a project's clusters, as Compute Engine lists them. */
export function vms({ inventory, fleet, locations }: ContainerService, project: string): Vm[] {
  return inventory.clusters(project).flatMap((cluster) =>
    inventory.pools(cluster.key).flatMap((pool) => {
      const { machineType, reservation } = pool;
      const reserved = reservation !== undefined && { reservation };
      const { diskSizeGb: sizeGb = BOOT_DISK_GB, diskType } = (pool.spec.config ?? {}) as DiskConfig;
      const type = diskType ?? locations.machineType(machineType)?.bootDisk ?? BOOT_DISK_TYPE;
      const labels = labelsOf(cluster, pool);
      return fleet.of(pool).flatMap((instance) => {
        const { name, zone, createdAt } = instance;
        const status = fleet.state(instance);
        return status === 'FAILED'
          ? []
          : [{ name, zone, createdAt, status, machineType, labels, ...reserved, bootDisk: { type, sizeGb } }];
      });
    }),
  );
}

/** A cluster's own labels go to its machines and disks, with those that say whose they are. */
function labelsOf(cluster: ClusterRecord, pool: PoolRecord): Record<string, string> {
  return {
    ...(cluster.spec.resourceLabels as Record<string, string> | undefined),
    'goog-gke-node': '',
    'goog-k8s-cluster-location': cluster.location,
    'goog-k8s-cluster-name': cluster.name,
    'goog-k8s-node-pool-name': pool.name,
  };
}
