import { type Locations, regionOf } from '../compute/locations.ts';
import { loadData } from '../core/data.ts';
import { GoogleApiError } from '../core/google-error.ts';
import type { World } from '../core/world.ts';
import { bootDiskOf } from './boot-disk.ts';
import type { InstanceFailure, PoolRecord } from './records.ts';

/** A row of `data/quotas.yaml`. */
interface Quota {
  readonly counts: keyof typeof USES;
  readonly limit: number;
  readonly checked: 'request' | 'machine';
  readonly global?: boolean;
}

/** A machine with the pool that it is, or is to be, in. */
export interface Placed {
  readonly pool: PoolRecord;
  readonly zone: string;
}

type Node = { readonly pool: PoolRecord; readonly locations: Locations };

/** What one node of a pool uses. Assumed: the vCPUs of a TPU machine do not count as CPUS. */
const USES = {
  vcpu: ({ pool, locations }: Node) => (machineOf(pool, locations)?.tpu ? 0 : (machineOf(pool, locations)?.vcpu ?? 0)),
  tpuChips: ({ pool, locations }: Node) => machineOf(pool, locations)?.tpu?.chips ?? 0,
  ssdGb: (node: Node) => diskGb(node, ['pd-balanced', 'pd-ssd']),
  standardGb: (node: Node) => diskGb(node, ['pd-standard']),
  hyperdiskGb: (node: Node) => diskGb(node, ['hyperdisk-balanced']),
  address: ({ pool }: Node) => (hasPrivateNodes(pool.spec) ? 0 : 1),
  machine: () => 1,
} as const;

/** Compute Engine's quotas other than those of TPUs: they suffice, unless the fault `quota-exceeded` lowers one. */
export class Quotas {
  readonly #world: World;
  readonly #locations: Locations;

  constructor(world: World, locations: Locations) {
    this.#world = world;
    this.#locations = locations;
  }

  /** @param present the project's machines. @throws GoogleApiError 403, as GKE refuses a request that would exceed one */
  check(project: string, asked: readonly Placed[], present: readonly Placed[]): void {
    const fault = this.#lowered();
    const zone = asked[0]?.zone;
    if (fault?.quota.checked !== 'request' || zone === undefined) return;
    const { name, quota, limit } = fault;
    const needs = this.#used(quota, asked);
    const available = Math.max(0, limit - this.#used(quota, inScope(quota, zone, present)));
    if (needs <= available) return;
    const [required, short, has, left] = [needs, needs - available, limit, available].map((it) => it.toFixed(1));
    throw new GoogleApiError(
      403,
      `Insufficient regional quota to satisfy request: resource "${name}": request requires '${required}' and is short '${short}'. project has a quota of '${has}' with '${left}' available. View and manage quotas at https://console.cloud.google.com/iam-admin/quotas?usage=USED&project=${project}.`,
    );
  }

  /** Why Compute Engine does not create one more machine; a test grid's report on kubernetes-sigs has the words. */
  refusal(name: string, asked: Placed, present: readonly Placed[]): InstanceFailure | undefined {
    const fault = this.#lowered();
    if (!fault) return undefined;
    const { quota, limit } = fault;
    const needs = this.#used(quota, [asked]);
    if (needs === 0 || needs + this.#used(quota, inScope(quota, asked.zone, present)) <= limit) return undefined;
    const where = quota.global ? 'globally' : `in region ${regionOf(asked.zone)}`;
    return {
      code: 'GCE_QUOTA_EXCEEDED',
      reason: 'GCE quota exceeded',
      message: `Instance '${name}' creation failed: Quota '${fault.name}' exceeded.  Limit: ${limit.toFixed(1)} ${where}.`,
      zonesAvailable: [],
    };
  }

  #lowered() {
    const fault = this.#world.faults.active('quota-exceeded');
    if (!fault) return undefined;
    const name = String(fault.params.quota ?? 'SSD_TOTAL_GB');
    const quota = quotas()[name]!;
    return { name, quota, limit: Number(fault.params.limit ?? quota.limit) };
  }

  #used({ counts }: Quota, placed: readonly Placed[]): number {
    return placed.reduce((sum, { pool }) => sum + USES[counts]({ pool, locations: this.#locations }), 0);
  }
}

/** By their names in `gcloud compute regions describe`. */
export const quotas = (): Readonly<Record<string, Quota>> => loadData('quotas');

/** Whether a cluster, or a pool, has nodes without addresses of the internet. */
export function hasPrivateNodes(spec: PoolRecord['spec']): boolean {
  const parts = [spec.networkConfig, spec.privateClusterConfig] as (
    | { enablePrivateNodes?: boolean; defaultEnablePrivateNodes?: boolean }
    | undefined
  )[];
  return parts.some((part) => part?.enablePrivateNodes === true || part?.defaultEnablePrivateNodes === true);
}

function inScope({ global }: Quota, zone: string, placed: readonly Placed[]): readonly Placed[] {
  return global ? placed : placed.filter((each) => regionOf(each.zone) === regionOf(zone));
}

function machineOf({ machineType }: PoolRecord, locations: Locations) {
  return locations.machineType(machineType);
}

function diskGb({ pool, locations }: Node, types: readonly string[]): number {
  const { type, sizeGb } = bootDiskOf(pool, locations);
  return types.includes(type) ? sizeGb : 0;
}
