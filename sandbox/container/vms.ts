import type { Vm } from '../compute/resources.ts';
import { bootDiskOf } from './boot-disk.ts';
import type { ClusterRecord, PoolRecord } from './records.ts';
import type { ContainerService } from './service.ts';

/** The machines of a project's clusters, as Compute Engine lists them. */
export function vms({ inventory, fleet, locations }: ContainerService, project: string): Vm[] {
  return inventory.clusters(project).flatMap((cluster) =>
    inventory.pools(cluster.key).flatMap((pool) => {
      const { machineType, reservation } = pool;
      const reserved = reservation !== undefined && { reservation };
      const bootDisk = bootDiskOf(pool, locations);
      const provisioningModel = modelOf(pool);
      const labels = labelsOf(cluster, pool);
      return fleet.of(pool).flatMap((instance) => {
        const { name, zone, createdAt } = instance;
        const status = fleet.state(instance);
        return status === 'FAILED'
          ? []
          : [{ name, zone, createdAt, status, machineType, labels, provisioningModel, ...reserved, bootDisk }];
      });
    }),
  );
}

function modelOf({ spot, flexStart }: PoolRecord): Vm['provisioningModel'] {
  if (spot) return 'SPOT';
  return flexStart ? 'FLEX_START' : 'STANDARD';
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
