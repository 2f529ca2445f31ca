import { isManaged } from '../../admission/managed-namespaces.ts';
import type { ObjectStore } from '../../object.ts';
import type { ControlPlane } from '../context.ts';
import { type Controller, itself } from '../controller.ts';

const ROOT_CA = 'kube-root-ca.crt';

/** GKE's page on quotas and limits, for a small cluster. */
const GKE_QUOTA = {
  'count/ingresses.networking.k8s.io': '100',
  'count/jobs.batch': '5k',
  pods: '1500',
  services: '500',
};

function ensureQuota(store: ObjectStore, namespace: string): void {
  const name = 'gke-resource-quotas';
  if (store.get('resourcequotas', namespace, name)) return;
  store.create('resourcequotas', {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { namespace, name },
    spec: { hard: GKE_QUOTA },
  });
}

/** Keeps in every namespace the service account `default`, the config map that holds the cluster's CA, and Autopilot's quota. */
export function serviceAccountsController({ store, cloud, caCertificate }: ControlPlane): Controller {
  const ofNamespace = ({ metadata }: { metadata: { namespace?: string } }): string[] => [metadata.namespace!];
  return {
    name: 'serviceaccount',
    watches: {
      namespaces: itself,
      serviceaccounts: (object, { type }) => (type === 'DELETED' ? ofNamespace(object) : []),
      configmaps: (object, { type }) =>
        type !== 'ADDED' && object.metadata.name === ROOT_CA ? ofNamespace(object) : [],
    },
    reconcile(namespace) {
      const found = store.get('namespaces', undefined, namespace);
      if (!found || found.metadata.deletionTimestamp !== undefined) return;
      if (!store.get('serviceaccounts', namespace, 'default')) {
        store.create('serviceaccounts', {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { namespace, name: 'default' },
        });
      }
      if (cloud.autopilot && !isManaged(namespace)) ensureQuota(store, namespace);
      const data = { 'ca.crt': caCertificate };
      if (store.get('configmaps', namespace, ROOT_CA)) {
        store.modify('configmaps', namespace, ROOT_CA, (draft) => {
          draft.data = data;
        });
        return;
      }
      const description =
        'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';
      const annotations = { 'kubernetes.io/description': description };
      store.create('configmaps', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { namespace, name: ROOT_CA, annotations },
        data,
      });
    },
  };
}
