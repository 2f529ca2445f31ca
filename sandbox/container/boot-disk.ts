import type { Locations } from '../compute/locations.ts';
import type { PoolRecord } from './records.ts';

/** GKE's own: the size of a node's boot disk, and its type where the machine takes any. */
const SIZE_GB = 100;
const TYPE = 'pd-balanced';

/** The boot disk of each node of a pool. */
export function bootDiskOf({ machineType, spec }: PoolRecord, locations: Locations): { type: string; sizeGb: number } {
  const { diskSizeGb = SIZE_GB, diskType } = (spec.config ?? {}) as { diskSizeGb?: number; diskType?: string };
  return { type: diskType ?? locations.machineType(machineType)?.bootDisk ?? TYPE, sizeGb: diskSizeGb };
}
