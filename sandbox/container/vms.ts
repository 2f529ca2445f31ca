import type { Vm } from '../compute/resources.ts';
import type { ContainerService } from './service.ts';

/** The machines of a project's clusters, as Compute Engine lists them. */
export function vms({ inventory, fleet }: ContainerService, project: string): Vm[] {
  const pools = inventory.clusters(project).flatMap(({ key }) => inventory.pools(key));
  return pools.flatMap((pool) =>
    fleet.of(pool).flatMap((instance) => {
      const { name, zone, createdAt } = instance;
      const status = fleet.state(instance);
      return status === 'FAILED' ? [] : [{ name, zone, createdAt, status, machineType: pool.machineType }];
    }),
  );
}
