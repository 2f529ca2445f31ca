import { tpuFamilies } from '../../core/tpus.ts';
import type { StepCosts } from '../engine/step-time.ts';
import { profile } from './data.ts';

/** An accelerator machine; figures are of one chip, in bytes, bytes/s and FLOP/s. */
export interface MachineProfile {
  readonly chip: string;
  readonly chips: number;
  readonly hbmUsable: number;
  readonly bandwidth: number;
  readonly flops: number;
  readonly defaults: { readonly maxNumBatchedTokens: number; readonly maxNumSeqs: number };
}

export interface PerformanceProfile {
  readonly fittedOn: { readonly model: string; readonly machine: string };
  readonly step: StepCosts;
  readonly frontendLatency: number;
  readonly hostMemory: { readonly rss: number; readonly perChip: number };
  readonly endOfText: number;
  readonly kvCache: { readonly usedFactor: number };
  readonly kvCacheTorchXla: { readonly usedFactor: number };
}

/** Of a machine type with TPUs, from `data/tpus.yaml`. */
export function machineProfile(machineType: string): MachineProfile | undefined {
  const family = [...tpuFamilies.values()].find(({ machines }) => Object.hasOwn(machines, machineType));
  return family && { ...family, chips: family.machines[machineType]!.chips };
}

export const performanceProfile = (): PerformanceProfile => profile('performance');
