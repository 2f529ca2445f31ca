import { GoogleApiError } from '../core/google-error.ts';
import { type ApiRequest, type Handler, type Route, route } from '../core/http.ts';
import { isObject, type JsonObject, jsonBody } from '../core/json-body.ts';
import { requireLocation } from './cluster-request.ts';
import { updateCluster } from './cluster-updates.ts';
import { type ApiVersion, readMessage } from './message.ts';
import type { ClusterRecord, OperationRecord, PoolRecord } from './records.ts';
import { clusterResource, nodePoolResource, operationResource } from './resources.ts';
import type { ContainerService } from './service.ts';

/** container v1 and v1beta1 (`gcloud beta container`), by their current paths (`projects/P/locations/L/…`). */
export function routes(service: ContainerService): Route[] {
  return (['v1', 'v1beta1'] as const).flatMap((version) => versionRoutes(service, version));
}

function versionRoutes(service: ContainerService, version: ApiVersion): Route[] {
  const PARENT = `/${version}/projects/{project}/locations/{location}`;
  const CLUSTER = `${PARENT}/clusters/{cluster}`;
  const POOL = `${CLUSTER}/nodePools/{pool}`;
  const { inventory, operations, clusters, nodePools } = service;

  const at = ({ params }: ApiRequest) => ({
    project: projectOf(service, params.project!).projectId,
    location: params.location!,
  });
  /** `-` stands for every location. */
  const everywhere = (request: ApiRequest): string | undefined => {
    const { location } = at(request);
    if (location === '-') return undefined;
    requireLocation(service.locations, location);
    return location;
  };
  const clusterOf = (request: ApiRequest): ClusterRecord => {
    const { project, location } = at(request);
    requireLocation(service.locations, location);
    return inventory.requireCluster(project, location, request.params.cluster!);
  };
  const started = (operation: OperationRecord) => ({ body: operationResource(service, operation) });

  const onCluster =
    (type: string, act: (cluster: ClusterRecord, message: JsonObject) => OperationRecord): Handler =>
    (request) =>
      started(act(clusterOf(request), readMessage(type, jsonBody(request), version)));
  const onPool =
    (type: string, act: (cluster: ClusterRecord, pool: PoolRecord, message: JsonObject) => OperationRecord): Handler =>
    (request) => {
      const cluster = clusterOf(request);
      const pool = inventory.requirePool(cluster, request.params.pool!);
      return started(act(cluster, pool, readMessage(type, jsonBody(request), version)));
    };

  return [
    route('GET', `${PARENT}/serverConfig`, (request) => {
      everywhere(request);
      return { body: service.versions.serverConfig() };
    }),
    route('GET', `${PARENT}/clusters`, (request) => {
      const found = inventory.clusters(at(request).project, everywhere(request));
      return { body: found.length > 0 ? { clusters: found.map((cluster) => clusterResource(service, cluster)) } : {} };
    }),
    route('POST', `${PARENT}/clusters`, (request) => {
      const message = readMessage('CreateClusterRequest', jsonBody(request), version);
      const project = projectOf(service, request.params.project!);
      return started(clusters.create(project, at(request).location, required(message, 'cluster')));
    }),
    route('GET', CLUSTER, (request) => ({ body: clusterResource(service, clusterOf(request)) })),
    route(
      'PUT',
      CLUSTER,
      onCluster('UpdateClusterRequest', (cluster, message) => {
        return updateCluster(service, cluster, required(message, 'update'));
      }),
    ),
    route('DELETE', CLUSTER, (request) => started(clusters.delete(clusterOf(request)))),
    route(
      'POST',
      `${CLUSTER}:setResourceLabels`,
      onCluster('SetLabelsRequest', (cluster, { resourceLabels = {} }) => {
        return clusters.update(cluster, { resourceLabels });
      }),
    ),
    route(
      'POST',
      `${CLUSTER}:setAddons`,
      onCluster('SetAddonsConfigRequest', (cluster, { addonsConfig }) => {
        return updateCluster(service, cluster, { desiredAddonsConfig: addonsConfig });
      }),
    ),
    route('GET', `${CLUSTER}/nodePools`, (request) => {
      const cluster = clusterOf(request);
      const pools = inventory.pools(cluster.key).map((pool) => nodePoolResource(service, cluster, pool));
      return { body: { nodePools: pools } };
    }),
    route(
      'POST',
      `${CLUSTER}/nodePools`,
      onCluster('CreateNodePoolRequest', (cluster, message) => {
        return nodePools.create(cluster, required(message, 'nodePool'));
      }),
    ),
    route('GET', POOL, (request) => {
      const cluster = clusterOf(request);
      const pool = inventory.requirePool(cluster, request.params.pool!);
      return { body: nodePoolResource(service, cluster, pool) };
    }),
    route(
      'PUT',
      POOL,
      onPool('UpdateNodePoolRequest', (cluster, pool, message) => nodePools.update(cluster, pool, message)),
    ),
    route(
      'POST',
      `${POOL}:setManagement`,
      onPool('SetNodePoolManagementRequest', (cluster, pool, { management }) => {
        return nodePools.update(cluster, pool, { management });
      }),
    ),
    route(
      'DELETE',
      POOL,
      onPool('DeleteNodePoolRequest', (cluster, pool) => nodePools.delete(cluster, pool)),
    ),
    route(
      'POST',
      `${POOL}:setSize`,
      onPool('SetNodePoolSizeRequest', (cluster, pool, { nodeCount = 0 }) => {
        return nodePools.setSize(cluster, pool, Number(nodeCount));
      }),
    ),
    route(
      'POST',
      `${POOL}:setAutoscaling`,
      onPool('SetNodePoolAutoscalingRequest', (cluster, pool, { autoscaling }) => {
        return nodePools.setAutoscaling(cluster, pool, autoscaling);
      }),
    ),
    route('GET', `${PARENT}/operations`, (request) => {
      const found = operations.list(at(request).project, everywhere(request));
      return { body: { operations: found.map((operation) => operationResource(service, operation)) } };
    }),
    route('GET', `${PARENT}/operations/{operation}`, (request) => {
      const { project, location } = at(request);
      return started(operations.require(project, location, request.params.operation!));
    }),
  ];
}

function projectOf({ projects }: ContainerService, name: string) {
  const project = projects.find(name);
  if (!project) throw new GoogleApiError(403, `Permission denied on resource project ${name}.`);
  return project;
}

function required(message: JsonObject, field: string): JsonObject {
  const value = message[field];
  if (isObject(value)) return value;
  const name = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  throw new GoogleApiError(400, `${name} is required.`);
}
