import { loadData } from './data.ts';
import { type TpuFamily, tpuFamilies } from './tpus.ts';

/** A row of `data/machines.yaml`, or a machine of a row of `data/tpus.yaml`. */
export interface MachineType {
  readonly family: string;
  readonly vcpu: number;
  readonly memoryGb: number;
  /** On demand, in dollars. */
  readonly pricePerHour: number;
  /** Where GKE's reservation formula does not hold. */
  readonly allocatableMillicores?: number;
  /** The only type of boot disk that it takes; any, when left out. */
  readonly bootDisk?: string;
  readonly tpu?: TpuSlice;
}

export interface TpuSlice {
  readonly chips: number;
  /** The value of the label `cloud.google.com/gke-tpu-accelerator`. */
  readonly accelerator: string;
  /** The value of the label `cloud.google.com/gke-tpu-topology`. */
  readonly topology: string;
  /** Those of slices of several such machines. */
  readonly topologies: readonly string[];
}

/** By name, those with TPUs first. */
export const machineTypes: ReadonlyMap<string, MachineType> = new Map([
  ...[...tpuFamilies].flatMap(([family, row]) => machinesOf(family, row)),
  ...Object.entries(loadData<Record<string, MachineType>>('machines')),
]);

function machinesOf(family: string, row: TpuFamily): [string, MachineType][] {
  const { accelerator, bootDisk, pricePerChipHour, machines } = row;
  return Object.entries(machines).map(([name, { chips, topology, vcpu, memoryGb, multiHost = [] }]) => {
    const tpu = { chips, accelerator, topology, topologies: multiHost };
    const disk = bootDisk !== undefined && { bootDisk };
    return [name, { family, vcpu, memoryGb, pricePerHour: pricePerChipHour * chips, ...disk, tpu }];
  });
}
