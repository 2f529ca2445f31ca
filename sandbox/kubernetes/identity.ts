import type { Iam, Resource } from '../iam/iam.ts';
import type { CloudProvider } from './cloud.ts';
import type { KubeObject, ObjectStore } from './object.ts';

const GSA = 'iam.gke.io/gcp-service-account';

export interface IdentityParts {
  readonly store: Pick<ObjectStore, 'get'>;
  readonly cloud: Pick<CloudProvider, 'project' | 'projectNumber'>;
  readonly iam: Iam;
}

/** Who a pod is to Google Cloud. */
export interface Identity {
  /** Whether the metadata server, and Google's token services, give the pod a token. */
  hasToken(): boolean;
  /** Whether it has a permission now. */
  may(permission: string, resource: Resource): boolean;
}

/**
 * A pod's identity by Workload Identity Federation: its Kubernetes service account; or, where that one is annotated, the
 * Google service account for which IAM lets it get tokens.
 */
export function identityOf({ store, cloud, iam }: IdentityParts, { metadata, spec }: KubeObject): Identity {
  const name: string = spec.serviceAccountName ?? 'default';
  const principal = principalOf(cloud, metadata.namespace, name);
  const account = (): string | undefined =>
    store.get('serviceaccounts', metadata.namespace, name)?.metadata.annotations?.[GSA];
  const mayBe = (serviceAccount: string): boolean => {
    const project = /@([^.]+)\.iam\.gserviceaccount\.com$/.exec(serviceAccount)?.[1] ?? cloud.project;
    return iam.allows(principal, 'iam.serviceAccounts.getAccessToken', { project, serviceAccount });
  };
  return {
    hasToken() {
      const serviceAccount = account();
      return serviceAccount === undefined || mayBe(serviceAccount);
    },
    may(permission, resource) {
      const serviceAccount = account();
      if (serviceAccount === undefined) return iam.allows(principal, permission, resource);
      return mayBe(serviceAccount) && iam.allows(`serviceAccount:${serviceAccount}`, permission, resource);
    },
  };
}

/** A Kubernetes service account as IAM names it: the project's number first, then its id. */
export function principalOf(
  { project, projectNumber }: IdentityParts['cloud'],
  namespace: string | undefined,
  name: string,
): string {
  const pool = `projects/${projectNumber}/locations/global/workloadIdentityPools/${project}.svc.id.goog`;
  return `principal://iam.googleapis.com/${pool}/subject/ns/${namespace}/sa/${name}`;
}

/**
 * What Go's client of the metadata server prints when the pod may not act as the account of its annotation:
 * GoogleCloudPlatform/ai-on-gke#488. The last lines are one event's message.
 */
export const NO_TOKEN = `compute: Received 403 \`Unable to generate access token; IAM returned 403 Forbidden: Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).
This error could be caused by a missing IAM policy binding on the target IAM service account.
For more information, refer to the Workload Identity documentation:
\thttps://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity#authenticating_to

\``;
