import type { Locations } from '../compute/locations.ts';
import type { Collection } from '../core/database.ts';
import { Random } from '../core/random.ts';
import type { World } from '../core/world.ts';
import { type Capacity, projectOf } from './capacity.ts';
import type { Inventory } from './inventory.ts';
import type { Placed } from './quotas.ts';
import type { InstanceFailure, InstanceRecord, PoolRecord } from './records.ts';

/** How long a managed instance group waits before it asks again for a machine that it did not get (ms); assumed. */
const RETRY = 5 * 60_000;

/** How often a machine that waits for capacity asks for it (ms). */
const FLEX_START_CHECK = 60_000;

/** The machines of all node pools. Whether one is booting, running or failed follows from its record and the time. */
export class Fleet {
  readonly #world: World;
  readonly #locations: Locations;
  readonly #capacity: Capacity;
  readonly #inventory: Inventory;
  readonly #instances: Collection<InstanceRecord>;

  constructor(world: World, locations: Locations, capacity: Capacity, inventory: Inventory) {
    this.#world = world;
    this.#locations = locations;
    this.#capacity = capacity;
    this.#inventory = inventory;
    this.#instances = world.database.collection('container/instances');
  }

  /** After a restart: waits again for booting machines and retries failed ones. */
  resume(): void {
    const now = this.#world.clock.now();
    for (const instance of this.#instances.values())
      if (instance.failure || instance.settledAt > now) this.#await(instance);
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
    return this.#isTpu(machineType) ? tpuNodeBoot : cpuNodeBoot;
  }

  /**
   * Add or remove machines until the pool has its size: new ones go to the zone with the fewest.
   * @param lead simulated ms before the first machine is asked for
   * @param remove the names of those that go first; then the newest
   * @returns when the last of the new machines has booted or failed
   */
  reconcile(pool: PoolRecord, { lead = 0, remove = [] as readonly string[] } = {}): number {
    const present = this.of(pool).reverse();
    const going = present.sort((a, b) => Number(remove.includes(b.name)) - Number(remove.includes(a.name)));
    const surplus = present.length - pool.size;
    for (const { name } of going.slice(0, Math.max(0, surplus))) this.#instances.delete(name);
    const added = Array.from({ length: Math.max(0, -surplus) }, () => this.#create(pool, lead));
    this.#inventory.changed(pool.cluster);
    return Math.max(this.#world.clock.now(), ...added.map(({ settledAt }) => settledAt));
  }

  /** The machine is gone, as when a spot machine is taken back; its group makes another. */
  lose(name?: string): void {
    const tpus = [...this.#instances.values()].filter(({ pool }) => this.#isTpu(this.#poolOf(pool)?.machineType));
    const lost = name === undefined ? tpus.at(-1) : this.#instances.get(name);
    const pool = lost && this.#poolOf(lost.pool);
    if (!pool) return;
    this.#instances.delete(lost.name);
    this.reconcile(pool);
  }

  /** The machines of a project that exist or boot. */
  present(project: string): Placed[] {
    return [...this.#instances.values()].flatMap(({ pool: key, zone, failure }) => {
      const pool = this.#poolOf(key);
      return pool && !failure && projectOf(pool) === project ? [{ pool, zone }] : [];
    });
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
    const name = this.#newName(pool);
    const wanted = { pool, zone, name, cluster: this.#inventory.cluster(pool.cluster) };
    const failure = this.#capacity.refusal(wanted, this.present(projectOf(pool)));
    const { nodePoolCreate, flexStartWait } = this.#world.durations;
    const waits = !failure && this.#isOutOfFlexStart(pool);
    const delay = waits ? flexStartWait : failure ? nodePoolCreate : this.bootTime(pool.machineType);
    const instance: InstanceRecord = {
      name,
      pool: pool.key,
      zone,
      createdAt: now + lead,
      settledAt: now + lead + delay,
      ...(failure && { failure }),
      ...(waits && { waits, failure: neverAppeared(instanceGroup(pool, this.#world.seed)) }),
    };
    this.#instances.put(instance.name, instance);
    this.#await(instance);
    return instance;
  }

  /** A pool that was in error recovers when all its machines are there after all. */
  #await(instance: InstanceRecord): void {
    const { pool: key, settledAt, failure } = instance;
    const { clock } = this.#world;
    if (instance.waits) clock.setTimeout(() => this.#askAgain(instance), FLEX_START_CHECK);
    if (failure) clock.setTimeout(() => this.#retry(instance), settledAt + RETRY - clock.now());
    clock.setTimeout(() => {
      const pool = this.#poolOf(key);
      if (!pool) return;
      const whole = this.of(pool).every((instance) => this.state(instance) === 'RUNNING');
      if (pool.status === 'ERROR' && whole) this.#inventory.putPool({ ...pool, status: 'RUNNING', conditions: [] });
      else this.#inventory.changed(pool.cluster);
    }, settledAt - clock.now());
  }

  /** Unless someone, as the cluster autoscaler does, has given the machine up. */
  #retry({ name, pool: key }: InstanceRecord): void {
    const pool = this.#poolOf(key);
    if (!pool || pool.status === 'STOPPING' || !this.#instances.delete(name)) return;
    this.reconcile(pool);
  }

  #isOutOfFlexStart(pool: PoolRecord): boolean {
    return pool.flexStart === true && this.#world.faults.active('flex-start-waits') !== undefined;
  }

  /** A machine that waits gets its capacity once there is some. */
  #askAgain({ name, pool: key }: InstanceRecord): void {
    const pool = this.#poolOf(key);
    const instance = this.#instances.get(name);
    if (!pool || !instance?.waits || instance.settledAt <= this.#world.clock.now()) return;
    if (!this.#isOutOfFlexStart(pool)) {
      this.#instances.delete(name);
      this.reconcile(pool);
    } else this.#world.clock.setTimeout(() => this.#askAgain(instance), FLEX_START_CHECK);
  }

  #emptiest(pool: PoolRecord): string {
    const count = (zone: string): number => this.of(pool).filter((instance) => instance.zone === zone).length;
    return [...pool.zones].sort((a, b) => count(a) - count(b))[0]!;
  }

  #newName(pool: PoolRecord): string {
    const group = instanceGroup(pool, this.#world.seed);
    const stem = this.#isTpu(pool.machineType) ? `gke-tpu-${group.slice(-12, -4)}` : group.slice(0, -4);
    const now = this.#world.clock.now();
    for (let attempt = 0; ; attempt++) {
      const name = `${stem}-${Random.of(this.#world.seed, `${stem}/${now}/${attempt}`).string(4)}`;
      if (!this.#instances.get(name)) return name;
    }
  }

  #poolOf(key: string): PoolRecord | undefined {
    return this.#inventory.pool(key);
  }

  #isTpu(machineType = ''): boolean {
    return this.#locations.machineType(machineType)?.tpu !== undefined;
  }
}

/** What the cluster autoscaler says of machines that it has given up. */
function neverAppeared(group: string): InstanceFailure {
  const reason = `Some nodes in node group [${group}] failed to appear in time`;
  return { code: 'GCE_STOCKOUT', reason, message: reason, zonesAvailable: [] };
}

/** The name of a pool's managed instance groups: `gke-vllm-tpu-tpunodepool-1a2b3c4d-grp`. */
export function instanceGroup(pool: PoolRecord, seed: number): string {
  const [, , cluster = ''] = pool.cluster.split('/');
  const prefix = pool.autoprovisioned ? 'gk3' : 'gke';
  const suffix = Random.of(seed, `group/${pool.key}/${pool.createdAt}`).hex(8);
  return `${prefix}-${cluster.slice(0, 20)}-${pool.name.slice(0, 16)}-${suffix}-grp`;
}
