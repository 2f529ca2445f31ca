import { GoogleApiError } from '../core/google-error.ts';
import { place } from './clusters.ts';
import type { ClusterRecord, OperationRecord, PoolRecord } from './records.ts';
import type { ContainerService } from './service.ts';
import { byAge } from './versions.ts';

/** Upgrade the control plane. @throws GoogleApiError 400 */
export function upgradeMaster(service: ContainerService, cluster: ClusterRecord, asked: string): OperationRecord {
  const { world, versions, operations } = service;
  const version = versions.resolve(asked);
  if (byAge(version, cluster.version) < 0) {
    // Assumed words; that it is refused: GKE's page on upgrades.
    throw new GoogleApiError(400, `Master cannot be downgraded from ${cluster.version} to ${version}.`);
  }
  operations.refuseWhileBusy(cluster.key);
  const endsAt = world.clock.now() + world.durations.controlPlaneUpgrade;
  return operations.submit({ ...place(cluster), type: 'UPGRADE_MASTER', version, endsAt });
}

export async function finishMaster(service: ContainerService, { cluster, version }: OperationRecord) {
  service.inventory.patchCluster(cluster, version === undefined ? {} : { version });
  await service.controlPlanes.restart(cluster);
  return undefined;
}

/** Replace the machines of one pool, or of all. @param asked `-` is the control plane's version. @throws GoogleApiError 400, 404 */
export function upgradeNodes(
  service: ContainerService,
  cluster: ClusterRecord,
  name: string,
  asked: string,
): OperationRecord {
  const { world, versions, inventory, operations } = service;
  const version = asked === '-' ? cluster.version : versions.resolve(asked);
  if (byAge(version, cluster.version) > 0) {
    throw new GoogleApiError(400, newerNode(version, cluster.version));
  }
  const pool = name === '' ? undefined : inventory.requirePool(cluster, name);
  operations.refuseWhileBusy(cluster.key, pool?.key);
  const endsAt = world.clock.now() + world.durations.nodePoolCreate;
  const on = pool && { pool: pool.key };
  return operations.submit({ ...place(cluster), ...on, type: 'UPGRADE_NODES', version, endsAt });
}

/** All machines at once; GKE replaces one after the other. */
export function finishNodes({ inventory, fleet }: ContainerService, { cluster, pool: key, version }: OperationRecord) {
  const pools: PoolRecord[] = inventory.pools(cluster).filter((pool) => key === undefined || pool.key === key);
  for (const pool of pools) {
    fleet.clear(pool);
    fleet.reconcile(inventory.putPool({ ...pool, ...(version !== undefined && { version }) }));
  }
  return undefined;
}

/** hashicorp/terraform-provider-google#6405 and #1682. Assumed: the second, of 2018, still holds within a minor version. */
function newerNode(node: string, master: string): string {
  const minor = (version: string): string => version.split('.').slice(0, 2).join('.');
  return byAge(minor(node), minor(master)) > 0
    ? `Node version "${node}" must not have a greater minor version than master version "${master}".`
    : `desired node version "${node}" cannot be greater than current master version "${master}".`;
}
