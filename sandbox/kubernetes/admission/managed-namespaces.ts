import type { CloudProvider } from '../cloud.ts';
import { StatusError } from '../store/status-error.ts';
import type { AdmissionPlugin } from './admission.ts';

/** GKE's own namespaces, whose pods its policies for other pods do not concern. */
const MANAGED = new Set(['kube-system', 'gke-managed-system', 'gmp-system']);

export function isManaged(namespace: string | undefined): boolean {
  return namespace !== undefined && MANAGED.has(namespace);
}

/** The types that people meet in kube-system; the metrics adapter's RoleBinding there is allowed. */
const CLOSED = new Set([
  'pods',
  'deployments',
  'replicasets',
  'statefulsets',
  'daemonsets',
  'jobs',
  'leases',
  'configmaps',
]);

/** Autopilot keeps its namespaces to itself; cert-manager's users report the words. */
export function managedNamespaces({ autopilot }: Pick<CloudProvider, 'autopilot'>): AdmissionPlugin {
  if (!autopilot) return (object) => object;
  return (object, { user, namespace, resource, operation }) => {
    if (user.startsWith('system:') || !isManaged(namespace) || !CLOSED.has(resource)) return object;
    const verb = operation.toLowerCase();
    const { name = '' } = object.metadata;
    throw new StatusError(
      'Forbidden',
      `${resource} "${name}" is forbidden: User "${user}" cannot ${verb} resource "${resource}" in the namespace "${namespace}": GKE Warden authz [denied by managed-namespaces-limitation]: the namespace "${namespace}" is managed and the request's verb "${verb}" is denied`,
      { name, kind: resource },
    );
  };
}
