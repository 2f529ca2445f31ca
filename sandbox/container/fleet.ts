import { type Locations, regionOf } from '../compute/locations.ts';
import type { Collection } from '../core/database.ts';
import { Random } from '../core/random.ts';
import type { World } from '../core/world.ts';
import type { Inventory } from './inventory.ts';
import type { InstanceFailure, InstanceRecord, PoolRecord } from './records.ts';

/** The machines of all node pools. Whether one is booting, running or failed follows from its record and the time. */
export class Fleet {
  readonly #world: World;
  readonly #locations: Locations;
  readonly #inventory: Inventory;
  readonly #instances: Collection<InstanceRecord>;

  constructor(world: World, locations: Locations, inventory: Inventory) {
    this.#world = world;
    this.#locations = locations;
    this.#inventory = inventory;
    this.#instances = world.database.collection('container/instances');
  }

  /** After a restart: wait again for what is still booting. */
  resume(): void {
    const now = this.#world.clock.now();
    for (const instance of this.#instances.values()) if (instance.settledAt > now) this.#announce(instance);
  }

  /** The oldest first. */
  of(pool: PoolRecord): InstanceRecord[] {
    return [...this.#instances.values()].filter((instance) => instance.pool === pool.key);
  }

  state(instance: InstanceRecord): 'PROVISIONING' | 'RUNNING' | 'FAILED' {
    if (instance.settledAt > this.#world.clock.now()) return 'PROVISIONING';
    return instance.failure ? 'FAILED' : 'RUNNING';
  }

  bootTime(machineType: string): number {
    const { tpuNodeBoot, cpuNodeBoot } = this.#world.durations;
    return this.#locations.machineType(machineType)?.tpu ? tpuNodeBoot : cpuNodeBoot;
  }

  /**
   * Add or remove machines until the pool has its size: new ones go to the zone with the fewest.
   * @param lead simulated ms before the first machine is asked for
   * @param remove the names of those that go first; then the newest
   * @returns when the last of the new machines has booted or failed
   */
  reconcile(pool: PoolRecord, { lead = 0, remove = [] as readonly string[] } = {}): number {
    const surplus = this.of(pool).length - pool.size;
    const going = [...this.of(pool)].reverse().sort((a, b) => +remove.includes(b.name) - +remove.includes(a.name));
    for (const instance of going.slice(0, Math.max(0, surplus))) this.#instances.delete(instance.name);
    const added = Array.from({ length: Math.max(0, -surplus) }, () => this.#create(pool, lead));
    this.#inventory.changed(pool.cluster);
    return Math.max(this.#world.clock.now(), ...added.map(({ settledAt }) => settledAt));
  }

  clear(pool: PoolRecord): void {
    for (const { name } of this.of(pool)) this.#instances.delete(name);
    this.#inventory.changed(pool.cluster);
  }

  /** Why machines of the pool are missing, one entry a failed machine. */
  failures(pool: PoolRecord): (InstanceFailure & { zone: string })[] {
    return this.of(pool).flatMap(({ failure, zone }) => (failure ? [{ ...failure, zone }] : []));
  }

  #create(pool: PoolRecord, lead: number): InstanceRecord {
    const now = this.#world.clock.now();
    const zone = this.#emptiest(pool);
    const failure = this.#refusal(pool, zone);
    const delay = lead + (failure ? this.#world.durations.nodePoolCreate : this.bootTime(pool.machineType));
    const instance = {
      name: this.#newName(pool),
      pool: pool.key,
      zone,
      createdAt: now + lead,
      settledAt: now + delay,
      ...(failure && { failure }),
    };
    this.#instances.put(instance.name, instance);
    this.#announce(instance);
    return instance;
  }

  #announce(instance: InstanceRecord): void {
    const { clock } = this.#world;
    const cluster = this.#inventory.pool(instance.pool)?.cluster;
    if (cluster) clock.setTimeout(() => this.#inventory.changed(cluster), instance.settledAt - clock.now());
  }

  #emptiest(pool: PoolRecord): string {
    const count = (zone: string): number => this.of(pool).filter((instance) => instance.zone === zone).length;
    return [...pool.zones].sort((a, b) => count(a) - count(b))[0]!;
  }

  #newName(pool: PoolRecord): string {
    const tpu = this.#locations.machineType(pool.machineType)?.tpu !== undefined;
    const group = instanceGroup(pool, this.#world.seed);
    const stem = tpu ? `gke-tpu-${group.slice(-12, -4)}` : group.slice(0, -4);
    const now = this.#world.clock.now();
    for (let attempt = 0; ; attempt++) {
      const name = `${stem}-${Random.of(this.#world.seed, `${stem}/${now}/${attempt}`).string(4)}`;
      if (!this.#instances.get(name)) return name;
    }
  }

  /** A stockout is reported before the quota is looked at. */
  #refusal(pool: PoolRecord, zone: string): InstanceFailure | undefined {
    const tpu = this.#locations.machineType(pool.machineType)?.tpu;
    if (!tpu) return undefined;
    if (this.#stockout(zone)) {
      const others = this.#locations.zones(regionOf(zone));
      return {
        code: 'GCE_STOCKOUT',
        reason: 'GCE out of resources',
        message: `The zone 'projects/${pool.key.split('/')[0]}/zones/${zone}' does not have enough resources available to fulfill the request.`,
        zonesAvailable: others.filter((it) => this.#locations.offers(it, pool.machineType) && !this.#stockout(it)),
      };
    }
    const limit = this.tpuLimit(tpu.family, pool.spot);
    if (this.#chipsInUse(pool, regionOf(zone)) + tpu.chips <= limit) return undefined;
    const metric = pool.spot ? 'PREEMPTIBLE_TPU_V6E' : 'TPUS_PER_TPU_FAMILY';
    return {
      code: 'GCE_QUOTA_EXCEEDED',
      reason: 'GCE quota exceeded',
      message: `Quota '${metric}' exceeded.  Limit: ${limit.toFixed(1)} in region ${regionOf(zone)}.`,
      zonesAvailable: [],
    };
  }

  /** Chips of a family that a project may have in a region. */
  tpuLimit(family: string, spot: boolean): number {
    const { faults } = this.#world;
    const none = !spot && (faults.active('tpu-quota-zero') ?? faults.active('quota-behind-stockout'));
    return none ? 0 : this.#locations.tpuQuota(family, spot);
  }

  #stockout(zone: string): boolean {
    const { faults } = this.#world;
    return (faults.active('tpu-stockout', { zone }) ?? faults.active('quota-behind-stockout', { zone })) !== undefined;
  }

  #chipsInUse(like: PoolRecord, region: string): number {
    const project = like.key.split('/')[0];
    let chips = 0;
    for (const { pool: key, zone, failure } of this.#instances.values()) {
      const pool = this.#inventory.pool(key);
      if (failure || !pool || pool.spot !== like.spot || regionOf(zone) !== region) continue;
      if (key.split('/')[0] === project) chips += this.#locations.machineType(pool.machineType)?.tpu?.chips ?? 0;
    }
    return chips;
  }
}

/** The name of a pool's managed instance group: `gke-vllm-tpu-tpunodepool-1a2b3c4d-grp`. */
export function instanceGroup(pool: PoolRecord, seed: number): string {
  const [, , cluster = ''] = pool.key.split('/');
  const prefix = pool.spec.autopilot === true ? 'gk3' : 'gke';
  const suffix = Random.of(seed, `group/${pool.key}/${pool.createdAt}`).hex(8);
  return `${prefix}-${cluster.slice(0, 20)}-${pool.name.slice(0, 16)}-${suffix}-grp`;
}
