import type { ForwardingRule, ForwardingRules } from '../compute/forwarding-rules.ts';
import { type Locations, regionOf } from '../compute/locations.ts';
import type { JsonObject } from '../core/json-body.ts';
import { Random } from '../core/random.ts';
import type { World } from '../core/world.ts';
import {
  type CloudProvider,
  COMPUTE_CLASS,
  type Instance,
  type NodePool,
  type ProvisioningRequest,
} from '../kubernetes/cloud.ts';
import { addonEnabled } from './addons.ts';
import { bootDiskOf } from './boot-disk.ts';
import { type Fleet, instanceGroup } from './fleet.ts';
import type { Inventory } from './inventory.ts';
import { hasPrivateNodes, maxPodsOf } from './node-defaults.ts';
import type { ClusterRecord, InstanceRecord, PoolRecord } from './records.ts';
import { diskLabels } from './secondary-boot-disks.ts';

export interface ClusterCloudParts {
  readonly world: World;
  readonly inventory: Inventory;
  readonly fleet: Fleet;
  readonly locations: Locations;
  readonly forwardingRules: ForwardingRules;
  readonly projectNumber: string;
}

/** The machines under one cluster, as its own controllers see and drive them. */
export class ClusterCloud implements CloudProvider {
  readonly project: string;
  readonly projectNumber: string;
  readonly location: string;
  readonly cluster: string;
  readonly autopilot: boolean;
  readonly #key: string;
  readonly #parts: ClusterCloudParts;

  constructor(record: ClusterRecord, parts: ClusterCloudParts) {
    this.project = record.project;
    this.projectNumber = parts.projectNumber;
    this.location = record.location;
    this.cluster = record.name;
    this.autopilot = record.autopilot;
    this.#key = record.key;
    this.#parts = parts;
  }

  addon(name: string): boolean {
    const cluster = this.#parts.inventory.cluster(this.#key);
    return cluster !== undefined && addonEnabled(cluster, name);
  }

  nodePools(): NodePool[] {
    const { inventory, locations, world } = this.#parts;
    const cluster = inventory.cluster(this.#key);
    return this.#pools().map((pool) =>
      viewPool(pool, instanceGroup(pool, world.seed), {
        bootDisk: bootDiskOf(pool, locations),
        maxPods: maxPodsOf(cluster, pool),
        privateNodes: hasPrivateNodes(cluster, pool),
      }),
    );
  }

  instances(): Instance[] {
    return this.#pools().flatMap((pool) => this.#parts.fleet.of(pool).map((it) => this.#viewInstance(pool, it)));
  }

  resize(name: string, size: number, remove: readonly string[] = []): void {
    const { inventory, fleet } = this.#parts;
    const pool = inventory.pool(`${this.#key}/${name}`);
    if (!pool || pool.status === 'STOPPING') return;
    fleet.reconcile(inventory.putPool({ ...pool, size }), { remove });
    if (size === 0 && pool.autoprovisioned) inventory.deletePool(pool);
  }

  /** A pool of one machine or slice, in any of the zones that offer it: the next attempt may be in another. */
  provisionNodePool(request: ProvisioningRequest): string {
    const { world, inventory, fleet, locations } = this.#parts;
    const { machineType, spot, slice, computeClass } = request;
    const zones = inventory.cluster(this.#key)?.zones.filter((zone) => locations.offers(zone, machineType)) ?? [];
    const createdAt = world.clock.now();
    const random = Random.of(world.seed, `nap/${this.#key}/${createdAt}/${this.#pools().length}`);
    const name = `nap-${random.string(8)}`;
    const zone = request.zone ?? zones[random.integer(0, zones.length - 1)] ?? `${this.location}-a`;
    const pool = inventory.putPool({
      key: `${this.#key}/${name}`,
      cluster: this.#key,
      name,
      machineType,
      zones: [zone],
      spot,
      size: slice?.hosts ?? 1,
      ...(slice && { slice }),
      status: 'RUNNING',
      conditions: [],
      createdAt,
      autoscaling: { min: 0, max: 1000 },
      autoprovisioned: true,
      spec: {
        config: { machineType, spot, ...(computeClass !== undefined && classConfig(computeClass)) },
        autoscaling: { enabled: true, autoprovisioned: true },
        ...(slice && { placementPolicy: { type: 'COMPACT', tpuTopology: slice.topology } }),
      },
    });
    fleet.reconcile(pool);
    return name;
  }

  ensureForwardingRule(rule: Pick<ForwardingRule, 'name' | 'description' | 'address' | 'ports'>): void {
    const hosts = this.instances().map(({ zone, name }) => `zones/${zone}/instances/${name}`);
    this.#parts.forwardingRules.ensure({ ...rule, hosts, ...this.#region() });
  }

  deleteForwardingRule(name: string): void {
    this.#parts.forwardingRules.delete({ name, ...this.#region() });
  }

  subscribe(listener: () => void): () => void {
    return this.#parts.inventory.subscribe(this.#key, listener);
  }

  #region(): { project: string; region: string } {
    return { project: this.project, region: regionOf(this.location) };
  }

  #pools(): PoolRecord[] {
    return this.#parts.inventory.pools(this.#key);
  }

  #viewInstance(pool: PoolRecord, instance: InstanceRecord): Instance {
    return {
      name: instance.name,
      pool: pool.name,
      zone: instance.zone,
      machineType: pool.machineType,
      ...(pool.version !== undefined && { version: pool.version }),
      state: this.#parts.fleet.state(instance),
      createdAt: instance.createdAt,
      runningAt: instance.settledAt,
      ...(instance.failure && { error: instance.failure.reason }),
    };
  }
}

/** What marks the nodes of a ComputeClass, and keeps other pods off. */
function classConfig(name: string): NodeConfig {
  return {
    labels: { [COMPUTE_CLASS]: name },
    taints: [{ key: COMPUTE_CLASS, value: name, effect: 'NO_SCHEDULE' }],
  };
}

const EFFECTS: Readonly<Record<string, string>> = {
  NO_SCHEDULE: 'NoSchedule',
  PREFER_NO_SCHEDULE: 'PreferNoSchedule',
  NO_EXECUTE: 'NoExecute',
};

interface NodeConfig extends JsonObject {
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly { readonly key: string; readonly value: string; readonly effect: string }[];
}

function viewPool(
  pool: PoolRecord,
  instanceGroup: string,
  nodes: Pick<NodePool, 'bootDisk' | 'maxPods' | 'privateNodes'>,
): NodePool {
  const { name, machineType, zones, spot, flexStart, slice, size, status, autoscaling } = pool;
  const config = (pool.spec.config ?? {}) as NodeConfig;
  const taints = (config.taints ?? []).map((taint) => ({ ...taint, effect: EFFECTS[taint.effect] ?? taint.effect }));
  return {
    name,
    machineType,
    instanceGroup,
    zones,
    spot,
    ...(flexStart && { flexStart }),
    ...(slice && { slice }),
    size,
    status,
    ...nodes,
    labels: { ...config.labels, ...diskLabels(config) },
    taints,
    ...(autoscaling && { autoscaling }),
  };
}
