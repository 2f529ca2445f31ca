import { loadData } from './data.ts';

const REPOSITORIES = loadData<Record<string, readonly string[]>>('disk-images');

export const diskImageExists = (name: string): boolean => Object.hasOwn(REPOSITORIES, name);

/** Whether the container image is on the disk image. */
export const diskImageHolds = (name: string, image: string): boolean =>
  (REPOSITORIES[name] ?? []).some(
    (repository) => image.startsWith(`${repository}:`) || image.startsWith(`${repository}@`),
  );

/** GKE's label of a node with a secondary boot disk begins so; the name of the disk image follows (GKE, data-container-image-preloading). */
export const DISK_LABEL = 'cloud.google.com.node-restriction.kubernetes.io/gke-secondary-boot-disk-';
