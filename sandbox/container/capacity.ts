import { type Locations, regionOf } from '../compute/locations.ts';
import { quotaMetric, tpuQuota } from '../core/tpus.ts';
import type { World } from '../core/world.ts';
import type { InstanceFailure, PoolRecord } from './records.ts';

/** What Compute Engine can give: TPU quota by region, and what is out of stock by zone. */
export class Capacity {
  readonly #world: World;
  readonly #locations: Locations;

  constructor(world: World, locations: Locations) {
    this.#world = world;
    this.#locations = locations;
  }

  /**
   * Why one more machine for the pool cannot be had in the zone. A stockout is reported before the quota is looked at.
   * @param chipsInUse of the pool's family and kind (on demand or spot) in the zone's region
   */
  refusal(pool: PoolRecord, zone: string, chipsInUse: number): InstanceFailure | undefined {
    const machine = this.#locations.machineType(pool.machineType);
    if (!machine?.tpu) return undefined;
    if (this.#stockout(zone)) return this.#outOfStock(pool, zone);
    const limit = this.tpuLimit(machine.family, pool.spot);
    if (chipsInUse + machine.tpu.chips <= limit) return undefined;
    return overQuota(quotaMetric(tpuQuota(machine.family, pool.spot)), zone, limit);
  }

  /** Chips of a family that a project may have in a region. */
  tpuLimit(family: string, spot: boolean): number {
    const { faults } = this.#world;
    const none = !spot && (faults.active('tpu-quota-zero') ?? faults.active('quota-behind-stockout'));
    return none ? 0 : tpuQuota(family, spot).limit;
  }

  #outOfStock({ cluster, machineType }: PoolRecord, zone: string): InstanceFailure {
    const [project] = cluster.split('/');
    const others = this.#locations.zones(regionOf(zone));
    return {
      code: 'GCE_STOCKOUT',
      reason: 'GCE out of resources',
      message: `The zone 'projects/${project}/zones/${zone}' does not have enough resources available to fulfill the request.`,
      zonesAvailable: others.filter((it) => this.#locations.offers(it, machineType) && !this.#stockout(it)),
    };
  }

  #stockout(zone: string): boolean {
    const { faults } = this.#world;
    return (faults.active('tpu-stockout', { zone }) ?? faults.active('quota-behind-stockout', { zone })) !== undefined;
  }
}

function overQuota(metric: string, zone: string, limit: number): InstanceFailure {
  return {
    code: 'GCE_QUOTA_EXCEEDED',
    reason: 'GCE quota exceeded',
    message: `Quota '${metric}' exceeded.  Limit: ${limit.toFixed(1)} in region ${regionOf(zone)}.`,
    zonesAvailable: [],
  };
}
