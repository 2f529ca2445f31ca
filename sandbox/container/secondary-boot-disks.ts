import { DISK_LABEL, diskImageExists } from '../core/disk-images.ts';
import { GoogleApiError } from '../core/google-error.ts';
import { isObject, type JsonObject } from '../core/json-body.ts';

interface Disk {
  readonly project: string;
  readonly name: string;
  readonly mode: string;
}

/** @throws GoogleApiError 400 for a disk image that does not exist, or without image streaming. The texts are assumed. */
export function checkSecondaryBootDisks(config: JsonObject): void {
  const disks = disksOf(config);
  const missing = disks.find(({ name }) => !diskImageExists(name));
  if (missing) {
    const { project, name } = missing;
    throw new GoogleApiError(400, `The resource 'projects/${project}/global/images/${name}' was not found.`);
  }
  const streams = isObject(config.gcfsConfig) && config.gcfsConfig.enabled === true;
  if (!streams && disks.some(({ mode }) => mode === 'CONTAINER_IMAGE_CACHE'))
    throw new GoogleApiError(400, 'Secondary boot disks with container image cache require image streaming.');
}

/** The labels by which GKE tells which secondary boot disks a node has. */
export function diskLabels(config: JsonObject): Record<string, string> {
  return Object.fromEntries(
    disksOf(config).map(({ project, name, mode }) => [DISK_LABEL + name, `${mode}.${project}`]),
  );
}

function disksOf({ secondaryBootDisks }: JsonObject): readonly Disk[] {
  if (!Array.isArray(secondaryBootDisks)) return [];
  return secondaryBootDisks.map(({ diskImage, mode }) => {
    const [, project = '', name = ''] = /projects\/([^/]+)\/global\/images\/([^/]+)$/.exec(String(diskImage)) ?? [];
    return { project, name, mode: String(mode) };
  });
}
