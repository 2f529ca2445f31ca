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
  /** The slices that several such machines form. */
  readonly multiHost: readonly MultiHostSlice[];
}

/** A slice of several machines, which exist together or not at all. */
export interface MultiHostSlice {
  readonly topology: string;
  readonly hosts: number;
}

/** By name, those with TPUs first. */
export const machineTypes: ReadonlyMap<string, MachineType> = new Map([
  ...[...tpuFamilies].flatMap(([family, row]) => machinesOf(family, row)),
  ...Object.entries(loadData<Record<string, MachineType>>('machines')),
]);

function machinesOf(family: string, row: TpuFamily): [string, MachineType][] {
  const { accelerator, bootDisk, pricePerChipHour, machines } = row;
  return Object.entries(machines).map(([name, { chips, topology, vcpu, memoryGb, multiHost = [] }]) => {
    const slices = multiHost.map((each) => ({ topology: each, hosts: chipsOf(each) / chips }));
    const tpu = { chips, accelerator, topology, multiHost: slices };
    const disk = bootDisk !== undefined && { bootDisk };
    return [name, { family, vcpu, memoryGb, pricePerHour: pricePerChipHour * chips, ...disk, tpu }];
  });
}

/** The number of chips of a topology: 8 of `2x4`. */
function chipsOf(topology: string): number {
  return topology.split('x').reduce((product, side) => product * Number(side), 1);
}
