import type { Locations } from '../compute/locations.ts';
import { GoogleApiError } from '../core/google-error.ts';
import { isObject, type JsonObject } from '../core/json-body.ts';
import type { Project } from '../resource-manager/projects.ts';
import { addonEnabled } from './addons.ts';
import { readName, readPool, readZones } from './pool-request.ts';
import type { ClusterRecord, PoolRecord } from './records.ts';
import type { Versions } from './versions.ts';

export interface ClusterRequest {
  readonly cluster: ClusterRecord;
  readonly pools: readonly PoolRecord[];
}

/** Defaults for the fields that the request omits. */
export interface ClusterDefaults {
  readonly uid: string;
  readonly now: number;
  readonly controlPlaneAt: number;
}

/** A cluster and its first pools, from a Cluster message that has been checked for its form. @throws GoogleApiError 400, 403 */
export function readCluster(
  project: Project,
  location: string,
  message: JsonObject,
  { locations, versions }: { locations: Locations; versions: Versions },
  { uid, now, controlPlaneAt }: ClusterDefaults,
): ClusterRequest {
  const name = readName(message.name, 'cluster.name');
  const inRegion = requireLocation(locations, location);
  const { nodePools, ...spec } = message;
  const autopilot = isObject(message.autopilot) && message.autopilot.enabled === true;
  const key = `${project.projectId}/${location}/${name}`;
  const cluster: ClusterRecord = {
    key,
    uid,
    project: project.projectId,
    location,
    name,
    version: versions.resolve(message.initialClusterVersion as string | undefined),
    zones: readZones(message.locations, inRegion, inRegion.slice(0, 3)),
    autopilot,
    status: 'PROVISIONING',
    conditions: [],
    createdAt: now,
    controlPlaneAt,
    spec: autopilot ? withWorkloadIdentity(spec, project.projectId) : spec,
  };
  checkWorkloadIdentity(cluster, project.projectId);
  const pools = poolMessages(nodePools, message).map((pool) => readPool(cluster, pool, locations, now));
  return { cluster, pools };
}

/** @returns the zones of the location. @throws GoogleApiError 403, as Google words it */
export function requireLocation(locations: Locations, location: string): string[] {
  const zones = locations.zones(location);
  if (zones.length > 0) return zones;
  throw new GoogleApiError(403, `Permission denied on 'locations/${location}' (or it may not exist).`);
}

/** The older way of asking for the first pool is `initialNodeCount` and `nodeConfig` on the cluster itself. */
function poolMessages(nodePools: unknown, message: JsonObject): JsonObject[] {
  if (Array.isArray(nodePools) && nodePools.length > 0) return nodePools;
  const { initialNodeCount = 3, nodeConfig = {} } = message;
  return [{ name: 'default-pool', initialNodeCount, config: nodeConfig }];
}

function withWorkloadIdentity(spec: JsonObject, project: string): JsonObject {
  return { ...spec, workloadIdentityConfig: { workloadPool: `${project}.svc.id.goog` } };
}

/** @throws GoogleApiError 400 for another project's pool, and for an add-on that needs one */
export function checkWorkloadIdentity(cluster: ClusterRecord, project: string): void {
  const identity = cluster.spec.workloadIdentityConfig;
  // `--disable-workload-identity` sends an empty name.
  const pool = (isObject(identity) && identity.workloadPool) || undefined;
  if (pool !== undefined && pool !== `${project}.svc.id.goog`) {
    throw new GoogleApiError(400, `currently, the only allowed workload pool is "${project}.svc.id.goog".`);
  }
  if (pool === undefined && addonEnabled(cluster, 'gcsFuseCsiDriver')) {
    throw new GoogleApiError(400, 'Workload Identity must be enabled for GCS Fuse CSI driver addon.');
  }
}
