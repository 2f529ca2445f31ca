import type { Locations } from '../compute/locations.ts';
import { GoogleApiError } from '../core/google-error.ts';
import { isObject, type JsonObject } from '../core/json-body.ts';
import { isRealMachine } from '../core/machine-families.ts';
import { machineTypes } from '../core/machine-types.ts';
import type { ClusterRecord, PoolRecord } from './records.ts';
import { checkSecondaryBootDisks } from './secondary-boot-disks.ts';
import { checkCount, readSlice } from './slice.ts';

const NAME = /^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/;

/** @throws GoogleApiError 400 */
export function readName(value: unknown, field: string): string {
  if (typeof value === 'string' && NAME.test(value)) return value;
  throw new GoogleApiError(
    400,
    `Invalid value for field "${field}": "${String(value ?? '')}". Must be a match of regex '(?:[a-z](?:[-a-z0-9]{0,38}[a-z0-9])?)'.`,
  );
}

/** @returns the zones asked for, or those of the cluster. @throws GoogleApiError 400 for one that is not in the region */
export function readZones(asked: unknown, inRegion: readonly string[], fallback: readonly string[]): readonly string[] {
  if (!Array.isArray(asked) || asked.length === 0) return fallback;
  for (const zone of asked) {
    if (!inRegion.includes(zone)) throw new GoogleApiError(400, `Location "${zone}" does not exist.`);
  }
  return [...new Set(asked as string[])];
}

/** A node pool of the cluster, from a NodePool message that has been checked for its form. @throws GoogleApiError 400 */
export function readPool(
  cluster: Pick<ClusterRecord, 'key' | 'location' | 'zones' | 'version'>,
  message: JsonObject,
  locations: Locations,
  createdAt: number,
): PoolRecord {
  const name = readName(message.name, 'node_pool.name');
  const config = isObject(message.config) ? message.config : {};
  const machineType = typeof config.machineType === 'string' ? config.machineType : 'e2-medium';
  const zones = readZones(message.locations, locations.zones(cluster.location), cluster.zones);
  const machine = requireMachine(machineType, zones, locations);
  checkBootDisk(machineType, machine.bootDisk, config.diskType);
  const slice = readSlice(machineType, machine, message);
  const perZone = Number(message.initialNodeCount ?? 0);
  checkSecondaryBootDisks(config);
  const flexStart = config.flexStart === true;
  if (flexStart) checkFlexStart(message, perZone);
  if (slice) checkCount('Initial', perZone, slice);
  const autoscaling = readAutoscaling(message.autoscaling, zones.length, slice);
  const reservation = reservationOf(config);
  return {
    key: `${cluster.key}/${name}`,
    cluster: cluster.key,
    name,
    machineType,
    zones,
    spot: config.spot === true || config.preemptible === true,
    ...(flexStart && { flexStart }),
    ...(reservation !== undefined && { reservation }),
    ...(slice && { slice }),
    version: cluster.version,
    size: perZone * zones.length,
    status: 'PROVISIONING',
    conditions: [],
    createdAt,
    ...(autoscaling && { autoscaling }),
    spec: { ...message, config: { ...config, machineType } },
  };
}

/** Limits for the whole pool; `minNodeCount` and `maxNodeCount` are a zone's. @throws GoogleApiError 400 */
export function readAutoscaling(
  message: unknown,
  zones: number,
  slice: PoolRecord['slice'],
): PoolRecord['autoscaling'] {
  if (!isObject(message) || message.enabled !== true) return undefined;
  // GKE compares a slice with the zone's limit, which is 0 when there is only a total.
  if (slice) checkCount('Maximum', Number(message.maxNodeCount ?? 0), slice);
  if (slice) checkCount('Minimum', Number(message.minNodeCount ?? 0), slice);
  const total = message.totalMaxNodeCount !== undefined;
  const min = Number(total ? (message.totalMinNodeCount ?? 0) : (message.minNodeCount ?? 0)) * (total ? 1 : zones);
  const max = Number(total ? message.totalMaxNodeCount : (message.maxNodeCount ?? 0)) * (total ? 1 : zones);
  if (max < 1 || min > max || min < 0) {
    throw new GoogleApiError(400, `Invalid node pool autoscaling limits: min ${min}, max ${max}.`);
  }
  return { min, max };
}

/** GKE's words for a machine type that a zone lacks, known or not: keras-team/kinetic#305. */
function requireMachine(machineType: string, zones: readonly string[], locations: Locations) {
  const machine = locations.machineType(machineType);
  const lacking = zones.find((zone) => !locations.offers(zone, machineType));
  if (machine && lacking === undefined) return machine;
  if (!machine && isRealMachine(machineType)) {
    const families = [...new Set([...machineTypes.values()].map(({ family }) => family))].join(', ');
    const text = `[sandbox] Not simulated: the machine type ${machineType}. The sandbox has machines of these families: ${families}.`;
    throw new GoogleApiError(400, text);
  }
  const zone = lacking ?? zones[0];
  throw new GoogleApiError(400, `Invalid machine type "${machineType}" in zone "${zone}": GCE_NOT_FOUND`);
}

/** Some machines take Hyperdisk only ("Attach durable block storage to a TPU VM"). Assumed: that GKE says so at once, in Compute Engine's words. */
function checkBootDisk(machineType: string, only: string | undefined, asked: unknown): void {
  if (!only?.startsWith('hyperdisk') || typeof asked !== 'string' || !asked.startsWith('pd-')) return;
  throw new GoogleApiError(400, `[${asked}, ${machineType}] features are not compatible for creating instance.`);
}

/** GKE's words, as a public runbook for TPU slices with flex-start quotes them. */
function checkFlexStart({ autoscaling }: JsonObject, perZone: number): void {
  if (!isObject(autoscaling) || autoscaling.enabled !== true)
    throw new GoogleApiError(400, 'Flex start node pools require autoscaling enabled.');
  if (perZone > 0) throw new GoogleApiError(400, 'Flex start node pools require initial node count to be set to 0.');
}

/** The name; the request may give it with its project. */
function reservationOf({ reservationAffinity: affinity }: JsonObject): string | undefined {
  if (!isObject(affinity) || affinity.consumeReservationType !== 'SPECIFIC_RESERVATION') return undefined;
  const [value] = Array.isArray(affinity.values) ? affinity.values : [];
  return typeof value === 'string' ? value.split('/').at(-1) : undefined;
}
