import { PRIORITY_CLASSES } from '../../admission/priority.ts';
import type { NewObject, ObjectStore } from '../../object.ts';
import { STORAGE_CLASSES } from '../../persistent-volumes.ts';

/** What a GKE cluster has from its beginning. */
const NAMESPACES = [
  'default',
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'gke-managed-system',
  'gmp-public',
  'gmp-system',
];

const API_SERVICE: NewObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    namespace: 'default',
    name: 'kubernetes',
    labels: { component: 'apiserver', provider: 'kubernetes' },
  },
  spec: {
    clusterIP: '34.118.224.1',
    clusterIPs: ['34.118.224.1'],
    internalTrafficPolicy: 'Cluster',
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 443 }],
    sessionAffinity: 'None',
    type: 'ClusterIP',
  },
  status: { loadBalancer: {} },
};

/** Creates the missing objects. */
export function bootstrap(store: ObjectStore): void {
  for (const name of NAMESPACES) {
    if (store.get('namespaces', undefined, name)) continue;
    store.create('namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
  }
  if (store.get('services', 'default', 'kubernetes')) return;
  store.create('services', API_SERVICE);
  for (const storageClass of STORAGE_CLASSES) store.create('storageclasses', storageClass);
  for (const priorityClass of PRIORITY_CLASSES) store.create('priorityclasses', priorityClass);
}
