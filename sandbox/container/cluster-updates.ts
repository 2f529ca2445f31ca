import { GoogleApiError } from '../core/google-error.ts';
import { isObject, type JsonObject } from '../core/json-body.ts';
import type { ClusterRecord, OperationRecord } from './records.ts';
import type { ContainerService } from './service.ts';
import { upgradeMaster, upgradeNodes } from './upgrades.ts';

/** What a field of ClusterUpdate does. */
type Update = (
  service: ContainerService,
  cluster: ClusterRecord,
  value: unknown,
  update: JsonObject,
) => OperationRecord;

/** Changes the cluster's message. */
const change =
  (read: (value: JsonObject, spec: JsonObject) => JsonObject): Update =>
  ({ clusters }, cluster, value) =>
    clusters.update(cluster, read(isObject(value) ? value : {}, cluster.spec));

const replace = (field: string): Update => change((value) => ({ [field]: value }));

/** A part of the field that the update does not name stays as it is. */
const merge = (field: string): Update =>
  change((value, spec) => ({ [field]: { ...(spec[field] as object | undefined), ...value } }));

/** A field of the cluster's networkConfig, under another name in the update or not. */
const network = (field: string, read = (value: unknown): unknown => value): Update => {
  return ({ clusters }, cluster, value) => {
    const networkConfig = { ...(cluster.spec.networkConfig as object | undefined), [field]: read(value) };
    return clusters.update(cluster, { networkConfig });
  };
};

const enabled = (value: unknown): unknown => (isObject(value) ? value.enabled === true : value);

/** Defaults of the nodes of new pools. */
const nodeDefault = (field: string): Update =>
  change((value, { nodePoolDefaults: defaults }) => {
    const given = isObject(defaults) && isObject(defaults.nodeConfigDefaults) ? defaults.nodeConfigDefaults : {};
    return { nodePoolDefaults: { nodeConfigDefaults: { ...given, [field]: value } } };
  });

/** The supported fields of ClusterUpdate; the first one that a request has decides. */
const UPDATES: Readonly<Record<string, Update>> = {
  desiredNodePoolAutoscaling: ({ inventory, nodePools }, cluster, value, { desiredNodePoolId }) =>
    nodePools.setAutoscaling(cluster, inventory.requirePool(cluster, String(desiredNodePoolId)), value),
  desiredMasterVersion: (service, cluster, value) => upgradeMaster(service, cluster, String(value)),
  desiredNodeVersion: (service, cluster, value, { desiredNodePoolId: pool }) =>
    upgradeNodes(service, cluster, String(pool ?? ''), String(value)),
  desiredNodePoolId: (service, cluster, pool) => upgradeNodes(service, cluster, String(pool), '-'),
  desiredAddonsConfig: merge('addonsConfig'),
  desiredMonitoringConfig: merge('monitoringConfig'),
  desiredWorkloadIdentityConfig: replace('workloadIdentityConfig'),
  desiredReleaseChannel: replace('releaseChannel'),
  desiredLoggingConfig: replace('loggingConfig'),
  desiredClusterAutoscaling: merge('autoscaling'),
  desiredVerticalPodAutoscaling: replace('verticalPodAutoscaling'),
  desiredShieldedNodes: replace('shieldedNodes'),
  desiredMasterAuthorizedNetworksConfig: replace('masterAuthorizedNetworksConfig'),
  desiredGatewayApiConfig: network('gatewayApiConfig'),
  desiredDnsConfig: network('dnsConfig'),
  desiredServiceExternalIpsConfig: network('serviceExternalIpsConfig'),
  desiredIntraNodeVisibilityConfig: network('enableIntraNodeVisibility', enabled),
  desiredL4ilbSubsettingConfig: network('enableL4ilbSubsetting', enabled),
  desiredEnableFqdnNetworkPolicy: network('enableFqdnNetworkPolicy'),
  desiredGcfsConfig: nodeDefault('gcfsConfig'),
  desiredSecurityPostureConfig: replace('securityPostureConfig'),
  desiredNotificationConfig: replace('notificationConfig'),
  desiredBinaryAuthorization: replace('binaryAuthorization'),
  desiredSecretManagerConfig: replace('secretManagerConfig'),
  desiredPodAutoscaling: replace('podAutoscaling'),
  desiredFleet: replace('fleet'),
  desiredCostManagementConfig: replace('costManagementConfig'),
};

/** @throws GoogleApiError 400, 404 */
export function updateCluster(service: ContainerService, cluster: ClusterRecord, update: JsonObject): OperationRecord {
  const [first] = Object.keys(update);
  // GKE's own words, as terraform's users report them: "Error 400: Must specify a field to update".
  if (first === undefined) throw new GoogleApiError(400, 'Must specify a field to update.');
  const name = Object.keys(UPDATES).find((field) => Object.hasOwn(update, field));
  // gcloud would ask again and again after a 501.
  if (name === undefined) throw new GoogleApiError(400, `[sandbox] Not simulated: updating ${first}.`);
  return UPDATES[name]!(service, cluster, update[name], update);
}
