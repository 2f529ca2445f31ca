import { machineTypes } from '../../core/machine-types.ts';
import { hasEnded } from '../controllers/pods.ts';
import type { KubeObject, ObjectStore } from '../object.ts';
import { claimNames, DISK_DRIVER, volumeOf } from '../persistent-volumes.ts';
import type { PodRecords } from './pod-record.ts';
import { VolumeError } from './volume-error.ts';

interface DiskParts {
  readonly store: ObjectStore;
  readonly records: PodRecords;
}

/** The disks of Compute Engine that a pod's claims have. */
export function disksOf(store: ObjectStore, pod: KubeObject): KubeObject[] {
  const volumes = [...claimNames(pod).values()].map((claim) => volumeOf(store, pod.metadata.namespace, claim));
  return volumes.filter((volume): volume is KubeObject => volume?.spec.csi?.driver === DISK_DRIVER);
}

/** @throws VolumeError for a disk that is attached elsewhere, or that the pod's machine does not take */
export function checkDisks(parts: DiskParts, pod: KubeObject): void {
  for (const volume of disksOf(parts.store, pod)) {
    const refusal = elsewhere(parts, pod, volume) ?? incompatible(parts.store, pod, volume);
    if (refusal !== undefined) throw new VolumeError('FailedAttachVolume', refusal);
  }
}

/** pkg/controller/volume/attachdetach/reconciler: a disk that one node writes to is not attached to another. */
function elsewhere({ store, records }: DiskParts, pod: KubeObject, { metadata, spec }: KubeObject): string | undefined {
  const modes: readonly string[] = spec.accessModes ?? [];
  if (modes.some((mode) => mode === 'ReadOnlyMany' || mode === 'ReadWriteMany')) return undefined;
  const { namespace, name } = spec.claimRef;
  const holders = store
    .list('pods', { namespace })
    .filter(
      (other) =>
        other.spec.nodeName !== undefined &&
        other.spec.nodeName !== pod.spec.nodeName &&
        !hasEnded(other) &&
        [...claimNames(other).values()].includes(name) &&
        records.get(other.metadata.uid)?.mountedAt !== undefined,
    );
  if (holders.length === 0) return undefined;
  const names = holders.map((holder) => holder.metadata.name).join(', ');
  return `Multi-Attach error for volume "${metadata.name}" Volume is already used by pod(s) ${names}`;
}

/**
 * Some machines boot from Hyperdisk only, and take no Persistent Disk: the tables of "Disk types" of Compute Engine. The text is
 * that of astronomer/astronomer#2463, the operation's name left out.
 */
function incompatible(store: ObjectStore, pod: KubeObject, { metadata, spec }: KubeObject): string | undefined {
  const node = store.get('nodes', undefined, pod.spec.nodeName);
  const machine: string = node?.metadata.labels?.['node.kubernetes.io/instance-type'] ?? '';
  const disk: string = spec.csi.volumeAttributes?.type ?? '';
  if (!machineTypes.get(machine)?.bootDisk?.startsWith('hyperdisk') || !disk.startsWith('pd-')) return undefined;
  const cause = `failed (UNSUPPORTED_OPERATION): [${disk}, ${machine}] features are not compatible for creating instance.`;
  return `AttachVolume.Attach failed for volume "${metadata.name}" : rpc error: code = InvalidArgument desc = Failed to Attach: failed when waiting for zonal op: rpc error: code = InvalidArgument desc = operation ${cause}`;
}
