import { GoogleApiError } from '../core/google-error.ts';
import type { JsonObject } from '../core/json-body.ts';
import { Random } from '../core/random.ts';
import type { Project } from '../resource-manager/projects.ts';
import { checkWorkloadIdentity, readCluster } from './cluster-request.ts';
import { failureOf } from './failures.ts';
import { clusterPath } from './inventory.ts';
import type { ClusterRecord, OperationFailure, OperationRecord, PoolRecord } from './records.ts';
import type { ContainerParts } from './service.ts';

/** The lifecycle of clusters: the start and the end of each operation. */
export class Clusters {
  readonly #parts: ContainerParts;

  constructor(parts: ContainerParts) {
    this.#parts = parts;
  }

  /** @throws GoogleApiError 400, 403 or 409 */
  create(project: Project, location: string, message: JsonObject): OperationRecord {
    const { world, inventory, fleet, operations, controlPlanes, capacity } = this.#parts;
    const now = world.clock.now();
    const endsAt = now + world.durations.clusterCreate;
    const { cluster, pools } = readCluster(project, location, message, this.#parts, {
      uid: Random.of(world.seed, `cluster/${project.projectId}/${location}/${String(message.name)}/${now}`).hex(32),
      now,
      controlPlaneAt: now + world.durations.clusterCreate / 2,
    });
    if (inventory.cluster(cluster.key)) {
      throw new GoogleApiError(409, `Already exists: ${clusterPath(cluster.project, location, cluster.name)}.`);
    }
    capacity.check(pools, fleet.present(cluster.project));
    inventory.putCluster(cluster);
    for (const pool of pools) {
      inventory.putPool(pool);
      fleet.reconcile(pool, { lead: Math.max(0, endsAt - now - fleet.bootTime(pool.machineType)) });
    }
    controlPlanes.schedule(cluster);
    return operations.submit({ ...place(cluster), type: 'CREATE_CLUSTER', endsAt });
  }

  async finishCreate({ cluster: key }: OperationRecord): Promise<OperationFailure | undefined> {
    const { world, inventory, fleet, controlPlanes } = this.#parts;
    await controlPlanes.ready(key);
    const pools = inventory.pools(key);
    const failure = world.faults.active('cluster-create-fails')
      ? unregistered(pools)
      : pools.map((pool) => failureOf(pool, fleet)).find((each) => each !== undefined);
    const { conditions = [] } = failure ?? {};
    const status = failure ? 'ERROR' : 'RUNNING';
    for (const pool of pools) inventory.patchPool(pool.key, { status, conditions });
    inventory.patchCluster(key, { status, conditions });
    return failure;
  }

  /** @throws GoogleApiError 400 */
  delete(cluster: ClusterRecord): OperationRecord {
    const { world, inventory, operations } = this.#parts;
    operations.refuseWhileBusy(cluster.key);
    inventory.patchCluster(cluster.key, { status: 'STOPPING' });
    const endsAt = world.clock.now() + world.durations.clusterDelete;
    return operations.submit({ ...place(cluster), type: 'DELETE_CLUSTER', endsAt });
  }

  async finishDelete({ cluster: key }: OperationRecord): Promise<undefined> {
    const { inventory, fleet, controlPlanes } = this.#parts;
    const cluster = inventory.cluster(key);
    if (!cluster) return;
    await controlPlanes.remove(cluster);
    for (const pool of inventory.pools(key)) {
      fleet.clear(pool);
      inventory.deletePool(pool);
    }
    inventory.deleteCluster(key);
  }

  /** Change the Cluster message itself: labels, add-ons, monitoring. It takes effect at once. @throws GoogleApiError 400 */
  update(cluster: ClusterRecord, change: JsonObject): OperationRecord {
    const { world, inventory, operations } = this.#parts;
    operations.refuseWhileBusy(cluster.key);
    const updated = { ...cluster, spec: { ...cluster.spec, ...change } };
    checkWorkloadIdentity(updated, cluster.project);
    inventory.putCluster(updated);
    const endsAt = world.clock.now() + world.durations.nodePoolCreate;
    return operations.submit({ ...place(cluster), type: 'UPDATE_CLUSTER', endsAt });
  }
}

function unregistered(pools: readonly PoolRecord[]): OperationFailure {
  const nodes = pools.reduce((sum, { size }) => sum + size, 0);
  const message = `All cluster resources were brought up, but: only 0 nodes out of ${nodes} have registered; this is likely due to Nodes failing to start correctly; try re-creating the cluster or contact support if that doesn't work.`;
  return { conditions: [{ code: 'UNKNOWN', canonicalCode: 'UNKNOWN', message }] };
}

export function place({ project, location, key }: ClusterRecord) {
  return { project, location, cluster: key };
}
