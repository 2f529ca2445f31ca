import type { NodePool } from '../../cloud.ts';
import { allocatableOf, capacityOf, type MachineType, type NodeResources } from './machine-type.ts';

export const TPU = 'google.com/tpu';

const GIB = 1024 ** 3;
/** GKE's default of a Standard cluster. */
export const MOST_PODS = 110;
/** GKE's default of a boot disk. */
const DISK_GB = 100;

type Pool = Pick<NodePool, 'maxPods' | 'bootDisk'>;

/** What a node states as its capacity. @param chips as many as the device plugin has registered */
export function capacityList(pool: Pool, machine: MachineType, chips: number): Record<string, string> {
  return resourceList(capacityOf(machine), `${diskCapacity(pool)}Ki`, pool, machine, chips);
}

/** The part of it for pods. */
export function allocatableList(pool: Pool, machine: MachineType, chips: number): Record<string, string> {
  return resourceList(allocatableOf(machine), String(diskAllocatable(pool)), pool, machine, chips);
}

function resourceList(
  { millicores, memoryKi }: NodeResources,
  disk: string,
  { maxPods = MOST_PODS }: Pool,
  machine: MachineType,
  chips: number,
): Record<string, string> {
  return {
    cpu: millicores % 1000 === 0 ? String(millicores / 1000) : `${millicores}m`,
    'ephemeral-storage': disk,
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    memory: `${memoryKi}Ki`,
    pods: String(maxPods),
    ...(machine.tpu && { [TPU]: String(chips) }),
  };
}

const sizeOf = ({ bootDisk }: Pool): number => (bootDisk?.sizeGb ?? DISK_GB) * GIB;

/** KiB; 98831908Ki of 100 GB is what GKE's nodes state. Assumed: the system's partitions, and the same share of other sizes. */
function diskCapacity(pool: Pool): number {
  const partitions = 4 * GIB;
  const share = (98_831_908 * 1024) / (DISK_GB * GIB - partitions);
  return Math.floor(((sizeOf(pool) - partitions) * share) / 1024);
}

/**
 * Bytes: without the kubelet's eviction threshold, a tenth as a 32-bit float, and without what GKE reserves ("Plan node
 * sizes", local ephemeral storage of the boot disk). Nodes of 100 GB state 47060071478.
 */
function diskAllocatable(pool: Pool): number {
  const size = sizeOf(pool);
  const capacity = diskCapacity(pool) * 1024;
  const reserved = Math.min(0.5 * size, 6 * GIB + 0.35 * size, 100 * GIB);
  return Math.floor(capacity - Math.floor(capacity * Math.fround(0.1)) - reserved);
}
