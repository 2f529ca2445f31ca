import type { MachineType } from '../../../core/machine-types.ts';

export { type MachineType, machineTypes } from '../../../core/machine-types.ts';

export interface NodeResources {
  readonly millicores: number;
  readonly memoryKi: number;
}

const GIB_IN_KI = 1024 * 1024;

/** The part of a machine's memory that its kernel leaves; fits what pods may have of a node with one TPU chip (its test has the figure). */
const VISIBLE_MEMORY = 0.9832;

/** What GKE reserves of CPU and memory: shares of what lies between the bounds (cores, GiB), "Plan node sizes" in its documentation. */
const RESERVED_CPU = [
  [1, 0.06],
  [2, 0.01],
  [4, 0.005],
  [Number.POSITIVE_INFINITY, 0.0025],
] as const;
const RESERVED_MEMORY = [
  [4, 0.25],
  [8, 0.2],
  [16, 0.1],
  [128, 0.06],
  [Number.POSITIVE_INFINITY, 0.02],
] as const;
const EVICTION_THRESHOLD_KI = 100 * 1024;

export function capacityOf({ vcpu, memoryGb }: MachineType): NodeResources {
  return { millicores: vcpu * 1000, memoryKi: Math.round(memoryGb * GIB_IN_KI * VISIBLE_MEMORY) };
}

/** The resources available to pods. */
export function allocatableOf(machine: MachineType): NodeResources {
  const { millicores, memoryKi } = capacityOf(machine);
  const reservedKi = reserved(memoryKi / GIB_IN_KI, RESERVED_MEMORY) * GIB_IN_KI + EVICTION_THRESHOLD_KI;
  return {
    millicores: machine.allocatableMillicores ?? Math.round(millicores - reserved(machine.vcpu, RESERVED_CPU) * 1000),
    memoryKi: Math.round(memoryKi - reservedKi),
  };
}

function reserved(total: number, shares: readonly (readonly [bound: number, share: number])[]): number {
  let sum = 0;
  let from = 0;
  for (const [bound, share] of shares) {
    sum += Math.max(0, Math.min(total, bound) - from) * share;
    from = bound;
  }
  return sum;
}
