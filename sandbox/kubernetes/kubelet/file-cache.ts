import type { KubeObject } from '../object.ts';
import { quantityValue } from '../resources/quantity.ts';
import { MountError } from '../runtime.ts';
import { GCSFUSE_SIDECAR } from './gcsfuse.ts';

const CACHE_VOLUME = 'gke-gcsfuse-cache';
const MIB = 2 ** 20;

/** The container in which gcsfuse runs. After its end the mount is dead until the pod is replaced. */
export interface Sidecar {
  /** The kernel has killed it. */
  killed(): boolean;
  /** Its memory is full. */
  outOfMemory(): void;
}

/** gcsfuse's cache of whole files. */
export interface FileCache {
  /** @throws MountError ENOTCONN when gcsfuse has ended, or ends because of this file */
  keep(path: string, size: number): void;
  /** @throws MountError ENOTCONN */
  mustLive(path: string): void;
}

/**
 * A file cache in memory counts as memory of the sidecar (GKE's page on the sidecar, "custom read cache volume"; the
 * driver's docs/troubleshooting.md).
 */
export function fileCache(pod: KubeObject, attributes: Readonly<Record<string, string>>, sidecar: Sidecar): FileCache {
  const limit = inMemory(pod) ? memoryLimit(pod) : undefined;
  const capacity = cacheCapacity(attributes);
  const kept = new Map<string, number>();
  const mustLive = (path: string): void => {
    if (sidecar.killed()) throw new MountError('ENOTCONN', `Transport endpoint is not connected: '${path}'`);
  };
  return {
    mustLive,
    keep(path, size) {
      mustLive(path);
      kept.set(path, size);
      const bytes = [...kept.values()].reduce((sum, one) => sum + one, 0);
      if (limit === undefined || Math.min(bytes, capacity) <= limit) return;
      sidecar.outOfMemory();
      mustLive(path);
    },
  };
}

function inMemory({ spec }: KubeObject): boolean {
  const volumes: { name: string; emptyDir?: { medium?: string } }[] = spec.volumes ?? [];
  return volumes.find(({ name }) => name === CACHE_VOLUME)?.emptyDir?.medium === 'Memory';
}

/** Bytes. */
function memoryLimit({ spec }: KubeObject): number | undefined {
  const containers: { name: string; resources?: { limits?: { memory?: string } } }[] = [
    ...(spec.initContainers ?? []),
    ...spec.containers,
  ];
  const limit = containers.find(({ name }) => name === GCSFUSE_SIDECAR)?.resources?.limits?.memory;
  return limit === undefined ? undefined : quantityValue(limit);
}

/** Bytes. -1 is all that fits, and without the option there is no cache. */
function cacheCapacity({ mountOptions = '', fileCacheCapacity }: Readonly<Record<string, string>>): number {
  const option = /(?:^|,)file-cache:max-size-mb:(-?\d+)/.exec(mountOptions)?.[1];
  const size = option === undefined ? quantityValue(fileCacheCapacity ?? '0') : Number(option) * MIB;
  return size < 0 ? Number.POSITIVE_INFINITY : size;
}
