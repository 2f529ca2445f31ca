import {
  type Config,
  generationOf,
  type MachineType,
  regionOf,
  TPU_SHAPES,
  type TpuQuota,
} from '../../lib/config/index.ts';
import type { Caller } from '../../lib/google/api.ts';
import { costPerHour } from '../cost/prices.ts';
import { type Limits, limitsOf } from '../preflight/quota.ts';
import { listed } from './listed.ts';

/** The ways to buy machines that `configure` offers. */
export const WAYS = ['on-demand', 'spot', 'flex-start'] as const;
export type Way = (typeof WAYS)[number];

/** A zone that offers the machine type. */
export interface Place {
  readonly zone: string;
  readonly ways: Readonly<Record<Way, Bought>>;
}

/** Quota and price of one way to buy machines in a zone. */
export interface Bought {
  /** Chips of the region; undefined if Cloud Quotas does not tell. */
  readonly limit: number | undefined;
  /** Why the limit is unknown. */
  readonly unknown?: string;
  /** Chips of the region's machines. */
  readonly used: number;
  /** US dollars for one node; undefined if unknown. */
  readonly perHour: number | undefined;
}

/** Chips that are left; undefined if the limit is unknown. */
export const free = ({ limit, used }: Bought): number | undefined => (limit === undefined ? undefined : limit - used);

/** Whether the quota is known to be too small for so many chips. */
export const lacks = (bought: Bought, chips: number): boolean => (free(bought) ?? chips) < chips;

/** @throws RunbookError UNEXPECTED_ANSWER if the project cannot list machine types */
export async function placesOf(machineType: MachineType, caller: Caller): Promise<readonly Place[]> {
  const { onDemand, preemptible } = generationOf(machineType).quota;
  const [zones, used, standard, spot] = await Promise.all([
    zonesWith(machineType, caller),
    chipsInUse(machineType, caller),
    limitsOf(onDemand, caller),
    limitsOf(preemptible, caller),
  ]);
  const limits: Readonly<Record<Way, Limits>> = { 'on-demand': standard, spot, 'flex-start': spot };
  const quotas: Readonly<Record<Way, TpuQuota>> = {
    'on-demand': onDemand,
    spot: preemptible,
    'flex-start': preemptible,
  };
  return zones.map((zone) => {
    const bought = (way: Way): Bought => ({
      ...limitOf(limits[way], regionOf(zone)),
      used: used(regionOf(zone), quotas[way] === preemptible),
      perHour: priceOf({ ZONE: zone, MACHINE_TYPE: machineType, PROVISIONING: way }),
    });
    return { zone, ways: Object.fromEntries(WAYS.map((way) => [way, bought(way)])) as Place['ways'] };
  });
}

const limitOf = ({ limitIn, message }: Limits, region: string): Pick<Bought, 'limit' | 'unknown'> =>
  limitIn ? { limit: limitIn(region) } : { limit: undefined, unknown: message };

function priceOf(bought: Pick<Config, 'ZONE' | 'MACHINE_TYPE' | 'PROVISIONING'>): number | undefined {
  const { tpuNode, known } = costPerHour(bought);
  return known ? tpuNode : undefined;
}

interface Aggregated<T> {
  readonly items?: Readonly<
    Record<string, { readonly machineTypes?: readonly T[]; readonly instances?: readonly T[] }>
  >;
}

const placeIn = (scope: string): string => scope.slice(scope.lastIndexOf('/') + 1);

async function zonesWith(machineType: string, caller: Caller): Promise<readonly string[]> {
  const filter = encodeURIComponent(`name = ${machineType}`);
  const path = `projects/${caller.config.PROJECT_ID}/aggregated/machineTypes?filter=${filter}`;
  const pages = await listed<Aggregated<object>>('COMPUTE', path, caller);
  return pages
    .flatMap(({ items = {} }) => Object.entries(items))
    .filter(([, { machineTypes = [] }]) => machineTypes.length > 0)
    .map(([scope]) => placeIn(scope))
    .sort();
}

interface Instance {
  readonly machineType: string;
  readonly scheduling?: { readonly provisioningModel?: string };
}

/** Chips of the project's machines of the generation: neither Cloud Quotas nor the region tells the usage of newer TPUs. */
async function chipsInUse(
  machineType: MachineType,
  caller: Caller,
): Promise<(region: string, preemptible: boolean) => number> {
  const names = Object.keys(generationOf(machineType).machines);
  const filter = encodeURIComponent(`machineType eq ".*/${names.join('|.*/')}"`);
  const path = `projects/${caller.config.PROJECT_ID}/aggregated/instances?filter=${filter}`;
  const pages = await listed<Aggregated<Instance>>('COMPUTE', path, caller);
  const machines = pages
    .flatMap(({ items = {} }) => Object.entries(items))
    .flatMap(([scope, { instances = [] }]) => instances.map((each) => ({ ...each, region: regionOf(placeIn(scope)) })));
  return (region, preemptible) =>
    machines
      .filter((each) => each.region === region && isPreemptible(each) === preemptible)
      .reduce((sum, each) => sum + TPU_SHAPES[placeIn(each.machineType) as MachineType].chips, 0);
}

/** compute.v1 Scheduling.provisioningModel: STANDARD, SPOT, FLEX_START, RESERVATION_BOUND. */
function isPreemptible({ scheduling }: Instance): boolean {
  return ['SPOT', 'FLEX_START'].includes(scheduling?.provisioningModel ?? '');
}
