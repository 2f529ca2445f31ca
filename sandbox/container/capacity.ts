import { type Locations, regionOf } from '../compute/locations.ts';
import type { Reservations } from '../compute/reservations.ts';
import { GoogleApiError } from '../core/google-error.ts';
import { quotaMetric, tpuQuota } from '../core/tpus.ts';
import type { World } from '../core/world.ts';
import { ORGANIZATION_POLICIES, violation } from './organization-policies.ts';
import { type Placed, Quotas } from './quotas.ts';
import type { ClusterRecord, InstanceFailure, PoolRecord } from './records.ts';

export interface CapacityParts {
  readonly world: World;
  readonly locations: Locations;
  readonly reservations: Reservations;
  readonly projectNumber: (project: string) => string;
}

/** A machine that a pool is to get. */
export interface Wanted extends Placed {
  readonly name: string;
  readonly cluster: ClusterRecord | undefined;
}

/** What Compute Engine can give: organization policies, quotas by region, reservations, and what is out of stock by zone. */
export class Capacity {
  readonly #parts: CapacityParts;
  readonly #quotas: Quotas;

  constructor(parts: CapacityParts) {
    this.#parts = parts;
    this.#quotas = new Quotas(parts.world, parts.locations);
  }

  /**
   * Whether GKE accepts the request for a pool.
   * @param present the project's machines
   * @throws GoogleApiError 403 for a quota, 404 or 429 for a reservation
   */
  check(pools: readonly PoolRecord[], present: readonly Placed[]): void {
    const [first] = pools;
    if (!first) return;
    const asked = pools.flatMap((pool) =>
      Array.from({ length: pool.size }, (_, index) => ({ pool, zone: pool.zones[index % pool.zones.length]! })),
    );
    this.#quotas.check(projectOf(first), asked, present);
    for (const pool of pools) this.#checkReservation(pool, present);
  }

  /** Why one more machine cannot be had. A stockout is reported before the TPU quota is looked at. @param present the project's machines */
  refusal(wanted: Wanted, present: readonly Placed[]): InstanceFailure | undefined {
    const { pool, zone, name } = wanted;
    const forbidden = this.#violation(wanted) ?? this.#quotas.refusal(name, wanted, present);
    const machine = this.#parts.locations.machineType(pool.machineType);
    if (forbidden || !machine?.tpu || pool.reservation !== undefined) return forbidden;
    if (this.#stockout(zone)) return this.#outOfStock(pool, zone);
    const limit = this.tpuLimit(machine.family, preemptible(pool));
    // A slice is created whole.
    const others = pool.slice ? present.filter((each) => each.pool.key !== pool.key) : present;
    const chips = machine.tpu.chips * (pool.slice?.hosts ?? 1);
    if (this.#chipsLike(wanted, others) + chips <= limit) return undefined;
    return overQuota(quotaMetric(tpuQuota(machine.family, preemptible(pool))), zone, limit);
  }

  /** Chips of a family that a project may have in a region. */
  tpuLimit(family: string, spot: boolean): number {
    const { faults } = this.#parts.world;
    const none = !spot && (faults.active('tpu-quota-zero') ?? faults.active('quota-behind-stockout'));
    return none ? 0 : tpuQuota(family, spot).limit;
  }

  /** Chips in the zone's region that count against the same quota. */
  #chipsLike({ pool: like, zone }: Placed, present: readonly Placed[]): number {
    const { locations } = this.#parts;
    const family = locations.machineType(like.machineType)?.family;
    let chips = 0;
    for (const { pool, zone: at } of present) {
      const machine = locations.machineType(pool.machineType);
      if (pool.reservation !== undefined || preemptible(pool) !== preemptible(like)) continue;
      if (machine?.family === family && regionOf(at) === regionOf(zone)) chips += machine?.tpu?.chips ?? 0;
    }
    return chips;
  }

  #checkReservation(pool: PoolRecord, present: readonly Placed[]): void {
    const { reservation: name, machineType } = pool;
    if (name === undefined) return;
    for (const zone of pool.zones) {
      const found = this.#parts.reservations.get({ project: projectOf(pool), zone, name });
      const at = `node pool "${pool.name}" at zone "${zone}"`;
      // GoogleCloudPlatform/cluster-toolkit#5043
      if (!found) {
        throw new GoogleApiError(404, `Google Compute Engine: reservation "${name}" not found for ${at}.`);
      }
      const used = present.filter((each) => each.zone === zone && each.pool.reservation === name).length;
      const needed = Math.ceil(pool.size / pool.zones.length);
      const short = needed - (found.machineType === machineType ? found.count - used : 0);
      if (short <= 0) continue;
      // GoogleCloudPlatform/gsutil#1000
      throw new GoogleApiError(
        429,
        `Reservation does not have enough resources for the request: specific reservation "${name}" is insufficient for ${at}: required ${needed} and short of ${short} VM count of machine type ${machineType}.`,
      );
    }
  }

  #violation({ pool, cluster, zone, name }: Wanted): InstanceFailure | undefined {
    const { world, projectNumber } = this.#parts;
    const fault = world.faults.active('org-policy');
    if (!fault || !cluster) return undefined;
    const constraint = String(fault.params.constraint ?? 'compute.vmExternalIpAccess');
    if (!ORGANIZATION_POLICIES[constraint]!.strikes(pool, cluster)) return undefined;
    const { project } = cluster;
    return violation(constraint, { project, projectNumber: projectNumber(project), zone, name });
  }

  #outOfStock(pool: PoolRecord, zone: string): InstanceFailure {
    const { locations } = this.#parts;
    const others = locations.zones(regionOf(zone));
    return {
      code: 'GCE_STOCKOUT',
      reason: 'GCE out of resources',
      message: `The zone 'projects/${projectOf(pool)}/zones/${zone}' does not have enough resources available to fulfill the request.`,
      zonesAvailable: others.filter((it) => locations.offers(it, pool.machineType) && !this.#stockout(it)),
    };
  }

  #stockout(zone: string): boolean {
    const { faults } = this.#parts.world;
    return (faults.active('tpu-stockout', { zone }) ?? faults.active('quota-behind-stockout', { zone })) !== undefined;
  }
}

/** Whether its machines use the quota of preemptible ones: spot and flex-start. */
function preemptible({ spot, flexStart }: PoolRecord): boolean {
  return spot || flexStart === true;
}

export function projectOf({ cluster }: PoolRecord): string {
  return cluster.split('/')[0]!;
}

function overQuota(metric: string, zone: string, limit: number): InstanceFailure {
  return {
    code: 'GCE_QUOTA_EXCEEDED',
    reason: 'GCE quota exceeded',
    message: `Quota '${metric}' exceeded.  Limit: ${limit.toFixed(1)} in region ${regionOf(zone)}.`,
    zonesAvailable: [],
  };
}
