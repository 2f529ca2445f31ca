import { AGE, type Column, NAME } from './column.ts';

const MODES: Readonly<Record<string, string>> = {
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOnce: 'RWO',
  ReadWriteOncePod: 'RWOP',
};
const modes = (list: readonly string[] = []): string => list.map((mode) => MODES[mode] ?? mode).join(',');

export const CLAIMS: readonly Column[] = [
  NAME,
  {
    name: 'Status',
    cell: ({ metadata, status }) => (metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? '')),
  },
  { name: 'Volume', cell: ({ spec }) => spec.volumeName ?? '' },
  { name: 'Capacity', cell: ({ status }) => status?.capacity?.storage ?? '' },
  { name: 'Access Modes', cell: ({ status }) => modes(status?.accessModes) },
  { name: 'StorageClass', cell: ({ spec }) => spec.storageClassName ?? '' },
  { name: 'VolumeAttributesClass', cell: ({ spec }) => spec.volumeAttributesClassName ?? '<unset>' },
  AGE,
  { name: 'VolumeMode', priority: 1, cell: ({ spec }) => spec.volumeMode ?? '<unset>' },
];

export const VOLUMES: readonly Column[] = [
  NAME,
  { name: 'Capacity', cell: ({ spec }) => spec.capacity?.storage ?? '' },
  { name: 'Access Modes', cell: ({ spec }) => modes(spec.accessModes) },
  { name: 'Reclaim Policy', cell: ({ spec }) => spec.persistentVolumeReclaimPolicy },
  {
    name: 'Status',
    cell: ({ metadata, status }) => (metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? '')),
  },
  { name: 'Claim', cell: ({ spec }) => (spec.claimRef ? `${spec.claimRef.namespace}/${spec.claimRef.name}` : '') },
  { name: 'StorageClass', cell: ({ spec }) => spec.storageClassName ?? '' },
  { name: 'VolumeAttributesClass', cell: ({ spec }) => spec.volumeAttributesClassName ?? '<unset>' },
  { name: 'Reason', cell: ({ status }) => status?.reason ?? '' },
  AGE,
  { name: 'VolumeMode', priority: 1, cell: ({ spec }) => spec.volumeMode ?? '<unset>' },
];

export const STORAGE_CLASSES: readonly Column[] = [
  {
    ...NAME,
    cell: ({ metadata }) =>
      metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true'
        ? `${metadata.name} (default)`
        : metadata.name,
  },
  { name: 'Provisioner', cell: ({ provisioner }) => provisioner },
  { name: 'ReclaimPolicy', cell: ({ reclaimPolicy = 'Delete' }) => reclaimPolicy },
  { name: 'VolumeBindingMode', cell: ({ volumeBindingMode = 'Immediate' }) => volumeBindingMode },
  { name: 'AllowVolumeExpansion', cell: ({ allowVolumeExpansion }) => allowVolumeExpansion === true },
  AGE,
];
