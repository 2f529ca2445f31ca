import type { ResourceType } from '../object.ts';

/** A row of the table, with what the store and discovery need to know beyond the contract. */
export interface ServedType extends ResourceType {
  /** Whether `metadata.generation` counts the changes of the specification. */
  readonly generation: boolean;
  readonly verbs: readonly string[];
  /** Served from a custom resource definition: clients patch it with merge patches. */
  readonly custom: boolean;
  /** Whether objects of the type are kept; reviews are answered and forgotten, metrics are worked out. */
  readonly stored: boolean;
}

const ALL_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

type Options = Partial<Omit<ServedType, 'group' | 'version' | 'kind' | 'name'>>;

function type(groupVersion: string, kind: string, name: string, options: Options = {}): ServedType {
  const [group, version] = groupVersion.includes('/') ? groupVersion.split('/') : ['', groupVersion];
  return {
    group: group!,
    version: version!,
    kind,
    name,
    singular: kind.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced: true,
    subresources: [],
    generation: false,
    verbs: ALL_VERBS,
    custom: false,
    stored: true,
    ...options,
  };
}

const cluster = { namespaced: false };
const status = { subresources: ['status'] };
const scalable = { categories: ['all'], subresources: ['scale', 'status'], generation: true };
const review = { ...cluster, verbs: ['create'], stored: false };
const metrics = { verbs: ['get', 'list'], stored: false };

/**
 * Every resource type that the API serves, in the order of discovery, as GKE 1.33's discovery names them (`kubectl
 * api-resources`): typed by hand, since no package has short names and categories. A name that occurs in several groups or versions is
 * one resource, stored in the form of its first row.
 */
export const TYPES: readonly ServedType[] = [
  type('v1', 'ConfigMap', 'configmaps', { shortNames: ['cm'] }),
  type('v1', 'Endpoints', 'endpoints', { shortNames: ['ep'], singular: 'endpoints' }),
  type('v1', 'Event', 'events', { shortNames: ['ev'] }),
  type('v1', 'LimitRange', 'limitranges', { shortNames: ['limits'] }),
  type('v1', 'Namespace', 'namespaces', {
    ...cluster,
    shortNames: ['ns'],
    subresources: ['finalize', 'status'],
    verbs: ALL_VERBS.filter((verb) => verb !== 'deletecollection'),
  }),
  type('v1', 'Node', 'nodes', { ...cluster, ...status, shortNames: ['no'] }),
  type('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', { ...status, shortNames: ['pvc'] }),
  type('v1', 'PersistentVolume', 'persistentvolumes', { ...cluster, ...status, shortNames: ['pv'] }),
  type('v1', 'Pod', 'pods', {
    shortNames: ['po'],
    categories: ['all'],
    subresources: ['attach', 'binding', 'eviction', 'exec', 'log', 'portforward', 'status'],
  }),
  type('v1', 'ResourceQuota', 'resourcequotas', { ...status, shortNames: ['quota'] }),
  type('v1', 'Secret', 'secrets'),
  type('v1', 'ServiceAccount', 'serviceaccounts', { shortNames: ['sa'], subresources: ['token'] }),
  type('v1', 'Service', 'services', { ...status, shortNames: ['svc'], categories: ['all'] }),
  type('apiregistration.k8s.io/v1', 'APIService', 'apiservices', {
    ...cluster,
    ...status,
    categories: ['api-extensions'],
  }),
  type('apps/v1', 'ControllerRevision', 'controllerrevisions'),
  type('apps/v1', 'DaemonSet', 'daemonsets', { ...scalable, ...status, shortNames: ['ds'] }),
  type('apps/v1', 'Deployment', 'deployments', { ...scalable, shortNames: ['deploy'] }),
  type('apps/v1', 'ReplicaSet', 'replicasets', { ...scalable, shortNames: ['rs'] }),
  type('apps/v1', 'StatefulSet', 'statefulsets', { ...scalable, shortNames: ['sts'] }),
  type('events.k8s.io/v1', 'Event', 'events', { shortNames: ['ev'] }),
  type('authentication.k8s.io/v1', 'SelfSubjectReview', 'selfsubjectreviews', review),
  type('authorization.k8s.io/v1', 'SelfSubjectAccessReview', 'selfsubjectaccessreviews', review),
  type('authorization.k8s.io/v1', 'SelfSubjectRulesReview', 'selfsubjectrulesreviews', review),
  type('autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', {
    ...status,
    shortNames: ['hpa'],
    categories: ['all'],
  }),
  type('autoscaling/v1', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', {
    ...status,
    shortNames: ['hpa'],
    categories: ['all'],
  }),
  type('batch/v1', 'CronJob', 'cronjobs', { ...status, shortNames: ['cj'], categories: ['all'], generation: true }),
  type('batch/v1', 'Job', 'jobs', { ...status, categories: ['all'], generation: true }),
  type('networking.k8s.io/v1', 'Ingress', 'ingresses', { ...status, shortNames: ['ing'], generation: true }),
  type('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies', { shortNames: ['netpol'], generation: true }),
  type('policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets', {
    ...status,
    shortNames: ['pdb'],
    generation: true,
  }),
  type('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'clusterrolebindings', cluster),
  type('rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles', cluster),
  type('rbac.authorization.k8s.io/v1', 'RoleBinding', 'rolebindings'),
  type('rbac.authorization.k8s.io/v1', 'Role', 'roles'),
  type('storage.k8s.io/v1', 'StorageClass', 'storageclasses', { ...cluster, shortNames: ['sc'] }),
  type('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions', {
    ...cluster,
    ...status,
    shortNames: ['crd', 'crds'],
    categories: ['api-extensions'],
    generation: true,
  }),
  type('scheduling.k8s.io/v1', 'PriorityClass', 'priorityclasses', {
    ...cluster,
    shortNames: ['pc'],
    generation: true,
  }),
  type('coordination.k8s.io/v1', 'Lease', 'leases'),
  type('discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices', { generation: true }),
  type('monitoring.googleapis.com/v1', 'PodMonitoring', 'podmonitorings', {
    custom: true,
    generation: true,
    ...status,
  }),
  type('cloud.google.com/v1', 'ComputeClass', 'computeclasses', {
    ...cluster,
    custom: true,
    generation: true,
    ...status,
  }),
  type('metrics.k8s.io/v1beta1', 'NodeMetrics', 'nodes', { ...cluster, ...metrics }),
  type('metrics.k8s.io/v1beta1', 'PodMetrics', 'pods', metrics),
];

/** The types by plural name, in their stored version. */
export const STORED: ReadonlyMap<string, ServedType> = new Map(
  TYPES.filter(({ stored }) => stored)
    .reverse()
    .map((row) => [row.name, row]),
);

/** `apps/v1`, or `v1` in the core group. */
export function groupVersion(type: { readonly group: string; readonly version: string }): string {
  return type.group === '' ? type.version : `${type.group}/${type.version}`;
}
