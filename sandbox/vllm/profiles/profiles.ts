import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { tpuFamilies } from '../../core/tpus.ts';
import type { StepCosts } from '../engine/step-time.ts';

/** An accelerator machine; figures are of one chip, in bytes, bytes/s and FLOP/s. */
export interface MachineProfile {
  readonly chip: string;
  readonly chips: number;
  readonly hbmUsable: number;
  readonly bandwidth: number;
  readonly flops: number;
  readonly defaults: { readonly maxNumBatchedTokens: number; readonly maxNumSeqs: number };
}

export interface ModelProfile {
  readonly architecture: string;
  readonly parameters: number;
  readonly bytesPerParameter: number;
  readonly layers: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly vocabulary: number;
  readonly maxPositions: number;
  readonly shards: number;
  readonly gated: boolean;
  readonly chatTemplate: boolean;
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

const cache = new Map<string, unknown>();

/** A file of `data/profiles/`, read once. */
export function profile<T>(name: string): T {
  let found = cache.get(name);
  if (!found) {
    found = parse(readFileSync(new URL(`../../data/profiles/${name}.yaml`, import.meta.url), 'utf8'), { merge: true });
    cache.set(name, found);
  }
  return found as T;
}

/** Own entries only: names come from outside. */
function entry<T>(file: string, name: string): T | undefined {
  const table = profile<Record<string, T>>(file);
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Of a machine type with TPUs, from `data/tpus.yaml`. */
export function machineProfile(machineType: string): MachineProfile | undefined {
  const family = [...tpuFamilies.values()].find(({ machines }) => Object.hasOwn(machines, machineType));
  return family && { ...family, chips: family.machines[machineType]!.chips };
}

export const modelProfile = (model: string): ModelProfile | undefined => entry('models', model);
export const performanceProfile = (): PerformanceProfile => profile('performance');
