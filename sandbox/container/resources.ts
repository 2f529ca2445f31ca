import { hash } from '../core/random.ts';
import { instanceGroup } from './fleet.ts';
import { clusterPath } from './inventory.ts';
import { maxPodsOf } from './node-defaults.ts';
import type { ClusterRecord, OperationRecord, PoolRecord } from './records.ts';
import type { ContainerService } from './service.ts';
import { byAge } from './versions.ts';

const API = 'https://container.googleapis.com/v1';
const COMPUTE = 'https://www.googleapis.com/compute/v1';

/** A cluster as container v1 answers it. */
export function clusterResource(service: ContainerService, cluster: ClusterRecord) {
  const { spec, version, location, status, conditions, project } = cluster;
  const plane = service.controlPlanes.get(cluster);
  const pools = service.inventory.pools(cluster.key);
  const resource = {
    network: 'default',
    subnetwork: 'default',
    loggingService: 'logging.googleapis.com/kubernetes',
    monitoringService: 'monitoring.googleapis.com/kubernetes',
    releaseChannel: { channel: 'REGULAR' },
    databaseEncryption: { state: 'DECRYPTED', currentState: 'CURRENT_STATE_DECRYPTED' },
    ...spec,
    ...(spec.monitoringConfig === undefined && { monitoringConfig: { managedPrometheusConfig: { enabled: true } } }),
    id: cluster.uid,
    name: cluster.name,
    location,
    zone: location,
    locations: cluster.zones,
    selfLink: `${API}/${clusterPath(project, location, cluster.name)}`,
    status,
    createTime: time(cluster.createdAt),
    initialClusterVersion: version,
    currentMasterVersion: version,
    currentNodeVersion: oldest(version, pools),
    currentNodeCount: pools.reduce((sum, pool) => sum + service.fleet.of(pool).length, 0),
    nodePools: pools.map((pool) => nodePoolResource(service, cluster, pool)),
    instanceGroupUrls: pools.flatMap((pool) => groupUrls(service, cluster, pool)),
    ...failed(conditions),
    ...(plane && { endpoint: plane.endpoint }),
    masterAuth: { ...(plane && { clusterCaCertificate: plane.caCertificate }) },
  };
  return { ...resource, etag: etag(resource) };
}

export function nodePoolResource(service: ContainerService, cluster: ClusterRecord, pool: PoolRecord) {
  const { config, ...spec } = pool.spec;
  const disk = service.locations.machineType(pool.machineType)?.bootDisk ?? 'pd-balanced';
  const resource = {
    management: { autoRepair: true, autoUpgrade: true },
    maxPodsConstraint: { maxPodsPerNode: String(maxPodsOf(cluster, pool)) },
    ...spec,
    name: pool.name,
    config: {
      diskSizeGb: 100,
      diskType: disk,
      imageType: 'COS_CONTAINERD',
      serviceAccount: 'default',
      ...(config as object),
    },
    locations: pool.zones,
    version: pool.version ?? cluster.version,
    status: pool.status,
    selfLink: `${API}/${clusterPath(cluster.project, cluster.location, cluster.name)}/nodePools/${pool.name}`,
    instanceGroupUrls: groupUrls(service, cluster, pool),
    ...failed(pool.conditions),
  };
  return { ...resource, etag: etag(resource) };
}

export function operationResource(service: ContainerService, operation: OperationRecord) {
  const { project, location, name, type, startedAt, endsAt, done, failure } = operation;
  const number = service.projects.find(project)?.projectNumber;
  const [, , cluster, pool] = (operation.pool ?? operation.cluster).split('/');
  const target = `${API}/${clusterPath(number ?? project, location, cluster!)}${pool ? `/nodePools/${pool}` : ''}`;
  return {
    name,
    operationType: type,
    status: done ? 'DONE' : 'RUNNING',
    zone: location,
    location,
    selfLink: `${API}/projects/${number}/locations/${location}/operations/${name}`,
    targetLink: target,
    startTime: time(startedAt),
    ...(done && { endTime: time(endsAt) }),
    ...(failure && failedOperation(failure)),
  };
}

/** The version of the nodes; the oldest when pools differ. */
function oldest(version: string, pools: readonly PoolRecord[]): string {
  return pools.map((pool) => pool.version ?? version).sort(byAge)[0] ?? version;
}

/** gcloud takes an operation for failed by its `statusMessage`. */
function failedOperation({ conditions, zone, machineType, zonesAvailable }: NonNullable<OperationRecord['failure']>) {
  const message = statusMessage(conditions);
  const metadatas = { vmType: machineType, zone, zonesAvailable: zonesAvailable?.join(',') };
  const info = {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: 'resource_availability',
    domain: 'compute.googleapis.com',
    metadata: metadatas,
  };
  return {
    statusMessage: message,
    error: { code: 8, message, ...(zonesAvailable && { details: [info] }) },
    nodepoolConditions: conditions,
  };
}

function failed(conditions: ClusterRecord['conditions']) {
  return conditions.length === 0 ? {} : { conditions, statusMessage: statusMessage(conditions) };
}

function statusMessage(conditions: ClusterRecord['conditions']): string {
  return conditions.map(({ code, message }) => (code === 'UNKNOWN' ? message : `[${code}] ${message}`)).join('\n');
}

function groupUrls(service: ContainerService, cluster: ClusterRecord, pool: PoolRecord): string[] {
  const group = instanceGroup(pool, service.world.seed);
  return pool.zones.map(
    (zone) => `${COMPUTE}/projects/${cluster.project}/zones/${zone}/instanceGroupManagers/${group}`,
  );
}

/** Changes whenever the resource does. */
function etag(resource: unknown): string {
  return hash(JSON.stringify(resource)).toString(16).padStart(8, '0');
}

function time(at: number): string {
  return new Date(at).toISOString();
}
