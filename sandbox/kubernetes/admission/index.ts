import type { World } from '../../core/world.ts';
import type { CloudProvider } from '../cloud.ts';
import type { ObjectStore } from '../object.ts';
import type { AdmissionPlugin } from './admission.ts';
import { autopilotDefaults } from './autopilot-defaults.ts';
import { gcsfuseSidecar } from './gcsfuse-sidecar.ts';
import { gmpWebhook } from './gmp-webhook.ts';
import { limitRanger } from './limit-ranger.ts';
import { managedNamespaces } from './managed-namespaces.ts';
import { podSecurity } from './pod-security.ts';
import { priority } from './priority.ts';
import { resourceQuota } from './resource-quota.ts';
import { serviceAccount } from './service-account.ts';
import { computeClassToleration, defaultTolerations, extendedResourceToleration } from './tolerations.ts';
import { warden } from './warden.ts';

export interface AdmissionParts {
  readonly world: World;
  readonly store: ObjectStore;
  readonly cloud: CloudProvider;
}

/** All admission plugins as one, in the order in which an API server of GKE calls them. */
export function createAdmission(parts: AdmissionParts): AdmissionPlugin {
  const plugins: readonly AdmissionPlugin[] = [
    managedNamespaces(parts.cloud),
    limitRanger(parts),
    serviceAccount(parts),
    priority(parts),
    defaultTolerations,
    extendedResourceToleration,
    computeClassToleration,
    autopilotDefaults(parts.cloud),
    gcsfuseSidecar(parts.cloud),
    gmpWebhook(parts),
    warden(parts.cloud),
    podSecurity(parts),
    resourceQuota(parts),
  ];
  return (object, request) => plugins.reduce((admitted, plugin) => plugin(admitted, request), object);
}
