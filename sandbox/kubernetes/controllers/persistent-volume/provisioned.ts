import type { KubeObject, NewObject } from '../../object.ts';
import { DISK_DRIVER } from '../../persistent-volumes.ts';

/** Where a disk is to be made. */
export interface Place {
  readonly project: string;
  readonly zone: string;
}

/** The volume that the driver of Compute Engine's disks makes for a claim. */
export function provisioned(claim: KubeObject, storageClass: KubeObject, { project, zone }: Place): NewObject {
  const { namespace, name, uid, resourceVersion } = claim.metadata;
  const volume = `pvc-${uid}`;
  const { parameters = {}, reclaimPolicy = 'Delete', mountOptions } = storageClass;
  const own = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid, resourceVersion };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: volume, annotations: { 'pv.kubernetes.io/provisioned-by': DISK_DRIVER } },
    spec: {
      accessModes: claim.spec.accessModes,
      capacity: { storage: claim.spec.resources?.requests?.storage },
      claimRef: own,
      csi: {
        driver: DISK_DRIVER,
        fsType: parameters['csi.storage.k8s.io/fstype'] ?? 'ext4',
        // The driver's default: kubernetes-sigs/gcp-compute-persistent-disk-csi-driver#1391.
        volumeAttributes: { type: parameters.type ?? 'pd-standard' },
        volumeHandle: `projects/${project}/zones/${zone}/disks/${volume}`,
      },
      ...(mountOptions && { mountOptions }),
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'topology.gke.io/zone', operator: 'In', values: [zone] }] }],
        },
      },
      persistentVolumeReclaimPolicy: reclaimPolicy,
      storageClassName: storageClass.metadata.name,
      volumeMode: claim.spec.volumeMode ?? 'Filesystem',
    },
    status: { phase: 'Bound' },
  };
}
