import { GoogleApiError } from '../core/google-error.ts';
import type { JsonObject } from '../core/json-body.ts';
import { place } from './clusters.ts';
import { failureOf } from './failures.ts';
import { clusterPath } from './inventory.ts';
import { readAutoscaling, readPool } from './pool-request.ts';
import { changesOf } from './pool-updates.ts';
import type { ClusterRecord, OperationFailure, OperationRecord, PoolRecord } from './records.ts';
import type { ContainerParts } from './service.ts';
import { checkCount } from './slice.ts';

/** The lifecycle of node pools: the start and the end of each operation. */
export class NodePools {
  readonly #parts: ContainerParts;

  constructor(parts: ContainerParts) {
    this.#parts = parts;
  }

  /** @throws GoogleApiError 400 or 409 */
  create(cluster: ClusterRecord, message: JsonObject): OperationRecord {
    const { world, inventory, fleet, operations, locations, capacity } = this.#parts;
    refuseAutopilot(cluster);
    const pool = readPool(cluster, message, locations, world.clock.now());
    if (inventory.pool(pool.key)) {
      const path = clusterPath(cluster.project, cluster.location, cluster.name);
      throw new GoogleApiError(409, `Already exists: ${path}/nodePools/${pool.name}.`);
    }
    capacity.check([pool], fleet.present(cluster.project));
    operations.refuseWhileBusy(cluster.key, pool.key);
    inventory.putPool(pool);
    const lead = world.durations.nodePoolCreate;
    const endsAt = Math.max(world.clock.now() + lead, fleet.reconcile(pool, { lead }));
    return operations.submit({ ...place(cluster), type: 'CREATE_NODE_POOL', pool: pool.key, endsAt });
  }

  /** @throws GoogleApiError 400 */
  delete(cluster: ClusterRecord, pool: PoolRecord): OperationRecord {
    const { world, inventory, operations } = this.#parts;
    refuseAutopilot(cluster);
    operations.refuseWhileBusy(cluster.key, pool.key);
    inventory.patchPool(pool.key, { status: 'STOPPING' });
    const endsAt = world.clock.now() + world.durations.nodePoolDelete;
    return operations.submit({ ...place(cluster), type: 'DELETE_NODE_POOL', pool: pool.key, endsAt });
  }

  finishDelete({ pool: key }: OperationRecord): undefined {
    const { inventory, fleet } = this.#parts;
    const pool = inventory.pool(key ?? '');
    if (!pool) return;
    fleet.clear(pool);
    inventory.deletePool(pool);
  }

  /** @param perZone nodes in each of the pool's zones. @throws GoogleApiError 400 */
  setSize(cluster: ClusterRecord, pool: PoolRecord, perZone: number): OperationRecord {
    const { world, inventory, fleet, operations } = this.#parts;
    refuseAutopilot(cluster);
    if (pool.slice) checkCount('Requested', perZone, pool.slice);
    operations.refuseWhileBusy(cluster.key, pool.key);
    const resized = { ...pool, size: perZone * pool.zones.length, status: 'RECONCILING' as const, conditions: [] };
    const shrinks = inventory.putPool(resized).size < fleet.of(pool).length;
    const endsAt = shrinks ? world.clock.now() + world.durations.nodeDelete : fleet.reconcile(resized);
    return operations.submit({ ...place(cluster), type: 'SET_NODE_POOL_SIZE', pool: pool.key, endsAt });
  }

  /** A smaller pool keeps its machines until now. */
  finishSize(operation: OperationRecord): OperationFailure | undefined {
    const { inventory, fleet } = this.#parts;
    const pool = inventory.pool(operation.pool ?? '');
    if (pool) fleet.reconcile(pool);
    return this.settle(operation);
  }

  /** @throws GoogleApiError 400 */
  setAutoscaling(cluster: ClusterRecord, pool: PoolRecord, message: unknown): OperationRecord {
    const { world, inventory, operations } = this.#parts;
    refuseAutopilot(cluster);
    operations.refuseWhileBusy(cluster.key, pool.key);
    const { autoscaling: _, ...fixed } = pool;
    const autoscaling = readAutoscaling(message, pool.zones.length, pool.slice);
    inventory.putPool({ ...fixed, spec: { ...pool.spec, autoscaling: message }, ...(autoscaling && { autoscaling }) });
    const endsAt = world.clock.now();
    return operations.submit({ ...place(cluster), type: 'UPDATE_NODE_POOL', pool: pool.key, endsAt });
  }

  /** Labels, taints, metadata server and the like; nodes that exist follow. @throws GoogleApiError 400 */
  update(cluster: ClusterRecord, pool: PoolRecord, message: JsonObject): OperationRecord {
    const { world, inventory, operations } = this.#parts;
    refuseAutopilot(cluster);
    const changes = changesOf(message, pool.spec);
    operations.refuseWhileBusy(cluster.key, pool.key);
    inventory.putPool({ ...pool, spec: { ...pool.spec, ...changes } });
    const endsAt = world.clock.now() + world.durations.nodePoolCreate;
    return operations.submit({ ...place(cluster), type: 'UPDATE_NODE_POOL', pool: pool.key, endsAt });
  }

  /** The pool runs when its machines do; it is in error when some could not be made. */
  settle({ pool: key }: OperationRecord): OperationFailure | undefined {
    const { inventory, fleet } = this.#parts;
    const pool = inventory.pool(key ?? '');
    if (!pool) return undefined;
    const failure = failureOf(pool, fleet);
    const { conditions = [] } = failure ?? {};
    inventory.patchPool(pool.key, { status: failure ? 'ERROR' : 'RUNNING', conditions });
    return failure;
  }
}

function refuseAutopilot(cluster: ClusterRecord): void {
  if (cluster.autopilot) throw new GoogleApiError(400, 'Autopilot clusters do not support mutating node pools.');
}
