import type { KubeObject, NewObject, ObjectStore } from './object.ts';

export const DISK_DRIVER = 'pd.csi.storage.gke.io';
export const IS_DEFAULT = 'storageclass.kubernetes.io/is-default-class';
/** The node whose zone a volume is to be in, set by the scheduler. */
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

/** The names of the claims of a pod, by volume. */
export function claimNames(pod: KubeObject): ReadonlyMap<string, string> {
  const volumes: { name: string; persistentVolumeClaim?: { claimName: string } }[] = pod.spec.volumes ?? [];
  return new Map(
    volumes.flatMap(({ name, persistentVolumeClaim: claim }) => (claim ? [[name, claim.claimName] as const] : [])),
  );
}

/** The volume that a claim has, when it is bound. */
export function volumeOf(store: ObjectStore, namespace: string | undefined, claim: string): KubeObject | undefined {
  const found = store.get('persistentvolumeclaims', namespace, claim);
  if (found?.status?.phase !== 'Bound') return undefined;
  return store.get('persistentvolumes', undefined, found.spec.volumeName);
}

/** Whether the volume waits for a pod: the claim's class has `volumeBindingMode: WaitForFirstConsumer`. */
export function isDelayed(store: ObjectStore, claim: KubeObject): boolean {
  const name: string | undefined = claim.spec.storageClassName;
  const storageClass = name ? store.get('storageclasses', undefined, name) : undefined;
  return storageClass?.volumeBindingMode === 'WaitForFirstConsumer';
}

const storageClass = (name: string, provisioner: string, type: string, mode: string, rest: object = {}): NewObject => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name, labels: { 'addonmanager.kubernetes.io/mode': 'EnsureExists' }, ...rest },
  allowVolumeExpansion: true,
  parameters: { type },
  provisioner,
  reclaimPolicy: 'Delete',
  volumeBindingMode: mode,
});

/** Those of a new GKE cluster: `kubectl get sc` in astronomer/astronomer#2463. */
export const STORAGE_CLASSES: readonly NewObject[] = [
  storageClass('premium-rwo', DISK_DRIVER, 'pd-ssd', 'WaitForFirstConsumer'),
  storageClass('standard', 'kubernetes.io/gce-pd', 'pd-standard', 'Immediate'),
  storageClass('standard-rwo', DISK_DRIVER, 'pd-balanced', 'WaitForFirstConsumer', {
    annotations: { [IS_DEFAULT]: 'true' },
  }),
];
