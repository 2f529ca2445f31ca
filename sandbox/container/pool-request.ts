import type { Locations } from '../compute/locations.ts';
import { GoogleApiError } from '../core/google-error.ts';
import { isObject, type JsonObject } from '../core/json-body.ts';
import type { ClusterRecord, PoolRecord } from './records.ts';

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
  cluster: Pick<ClusterRecord, 'key' | 'location' | 'zones'>,
  message: JsonObject,
  locations: Locations,
  createdAt: number,
): PoolRecord {
  const name = readName(message.name, 'node_pool.name');
  const config = isObject(message.config) ? message.config : {};
  const machineType = typeof config.machineType === 'string' ? config.machineType : 'e2-medium';
  const zones = readZones(message.locations, locations.zones(cluster.location), cluster.zones);
  checkMachine(machineType, zones, message, locations);
  const perZone = Number(message.initialNodeCount ?? 0);
  const autoscaling = readAutoscaling(message.autoscaling, zones.length);
  return {
    key: `${cluster.key}/${name}`,
    cluster: cluster.key,
    name,
    machineType,
    zones,
    spot: config.spot === true || config.preemptible === true,
    size: perZone * zones.length,
    status: 'PROVISIONING',
    conditions: [],
    createdAt,
    ...(autoscaling && { autoscaling }),
    spec: { ...message, config: { ...config, machineType } },
  };
}

/** Limits for the whole pool; `minNodeCount` and `maxNodeCount` are a zone's. @throws GoogleApiError 400 */
export function readAutoscaling(message: unknown, zones: number): PoolRecord['autoscaling'] {
  if (!isObject(message) || message.enabled !== true) return undefined;
  const total = message.totalMaxNodeCount !== undefined;
  const min = Number(total ? (message.totalMinNodeCount ?? 0) : (message.minNodeCount ?? 0)) * (total ? 1 : zones);
  const max = Number(total ? message.totalMaxNodeCount : (message.maxNodeCount ?? 0)) * (total ? 1 : zones);
  if (max < 1 || min > max || min < 0) {
    throw new GoogleApiError(400, `Invalid node pool autoscaling limits: min ${min}, max ${max}.`);
  }
  return { min, max };
}

function checkMachine(machineType: string, zones: readonly string[], message: JsonObject, locations: Locations): void {
  const machine = locations.machineType(machineType);
  if (!machine) throw new GoogleApiError(400, `machine type "${machineType}" does not exist.`);
  const lacking = zones.filter((zone) => !locations.offers(zone, machineType));
  if (lacking.length > 0) {
    throw new GoogleApiError(400, `Machine type "${machineType}" is not available in zone(s): ${lacking.join(', ')}.`);
  }
  const topology = isObject(message.placementPolicy) ? message.placementPolicy.tpuTopology : undefined;
  if (topology !== undefined && machine.tpu) {
    throw new GoogleApiError(
      400,
      "TPU topology can't be specified with single-host TPU slice pool; please remove the tpu_topology from the node pool creation request",
    );
  }
}
