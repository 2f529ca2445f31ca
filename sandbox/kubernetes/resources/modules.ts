import type { ResourceType } from '../object.ts';

/** The name under which OpenAPI documents know the types of each module of `kubernetes-types`. */
export const SCHEMA_PREFIXES: Readonly<Record<string, string>> = {
  'api/resource': 'io.k8s.apimachinery.pkg.api.resource',
  'apiextensions/v1': 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1',
  'apiregistration/v1': 'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1',
  'apps/v1': 'io.k8s.api.apps.v1',
  'authentication/v1': 'io.k8s.api.authentication.v1',
  'authorization/v1': 'io.k8s.api.authorization.v1',
  'autoscaling/v1': 'io.k8s.api.autoscaling.v1',
  'autoscaling/v2': 'io.k8s.api.autoscaling.v2',
  'batch/v1': 'io.k8s.api.batch.v1',
  'cloud/v1': 'com.google.cloud.v1',
  'coordination/v1': 'io.k8s.api.coordination.v1',
  'core/v1': 'io.k8s.api.core.v1',
  'discovery/v1': 'io.k8s.api.discovery.v1',
  'events/v1': 'io.k8s.api.events.v1',
  'meta/v1': 'io.k8s.apimachinery.pkg.apis.meta.v1',
  'metrics/v1beta1': 'io.k8s.metrics.pkg.apis.metrics.v1beta1',
  'monitoring/v1': 'com.googleapis.monitoring.v1',
  'networking/v1': 'io.k8s.api.networking.v1',
  'policy/v1': 'io.k8s.api.policy.v1',
  'rbac/v1': 'io.k8s.api.rbac.v1',
  runtime: 'io.k8s.apimachinery.pkg.runtime',
  'scheduling/v1': 'io.k8s.api.scheduling.v1',
  'storage/v1': 'io.k8s.api.storage.v1',
};

/** The full schema name of a kind: `io.k8s.api.apps.v1.Deployment`. */
export function schemaName(type: Pick<ResourceType, 'group' | 'version' | 'kind'>): string {
  return `${SCHEMA_PREFIXES[moduleName(type)]}.${type.kind}`;
}

/** `apps/v1`, `rbac/v1`, `core/v1`: the first label of the group, and the version. */
export function moduleName({ group, version }: Pick<ResourceType, 'group' | 'version'>): string {
  return `${group.split('.')[0] || 'core'}/${version}`;
}
