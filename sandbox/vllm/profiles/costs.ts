import type { StepCosts } from '../engine/step-time.ts';
import { type ModelProfile, modelProfile } from './models.ts';
import { type MachineProfile, machineProfile, performanceProfile } from './profiles.ts';

/** The bytes of one element of the KV cache by `--kv-cache-dtype`; `auto` is the model's own dtype. */
export function kvElementBytes(cacheDtype: string, dtype: string): number {
  const own = cacheDtype === 'auto' ? dtype : cacheDtype;
  return /fp8|int8/.test(own) ? 1 : /^float(32)?$/.test(own) ? 4 : 2;
}

/**
 * Bytes of KV cache that one token takes, over all chips. tpu_inference/utils.py pads: each chip has at least one head, and
 * a head's width is 64 or a multiple of 128.
 */
export function kvBytesPerToken(model: ModelProfile, chips = 1, elementBytes = 2): number {
  const heads = Math.max(model.kvHeads, chips);
  const width = model.headDim === 64 ? 64 : Math.ceil(model.headDim / 128) * 128;
  return (model.kvLayers ?? model.layers) * 2 * heads * width * elementBytes;
}

/** The least that a step can take on `chips` chips (ms): weights and context read once at full bandwidth, products at full speed. */
export function roofline(model: ModelProfile, machine: MachineProfile, chips: number): StepCosts {
  const bandwidth = machine.bandwidth * chips;
  return {
    fixed: (model.weightBytes / bandwidth) * 1000,
    perToken: ((2 * (model.activeParameters ?? model.parameters)) / (machine.flops * chips)) * 1000,
    perContextToken: (kvBytesPerToken(model, chips) / bandwidth) * 1000,
  };
}

/** The fitted costs, carried over to another model or machine in proportion to its roofline. */
export function stepCosts(model: ModelProfile, machine: MachineProfile, chips: number): StepCosts {
  const { step } = performanceProfile();
  const { model: fitted, machine: fittedMachine } = fittedOn();
  const reference = roofline(fitted, fittedMachine, fittedMachine.chips);
  const own = roofline(model, machine, chips);
  return {
    fixed: (step.fixed * own.fixed) / reference.fixed,
    perToken: (step.perToken * own.perToken) / reference.perToken,
    perContextToken: (step.perContextToken * own.perContextToken) / reference.perContextToken,
  };
}

/** How long a phase takes for a model, as a part of the measured model's time. */
export interface PhaseShares {
  /** Download and load: in proportion to the bytes. */
  readonly weights: number;
  /** Compilation: in proportion to the layers, which are unrolled in each graph. */
  readonly compile: number;
}

export function phaseShares(model: ModelProfile): PhaseShares {
  const { model: fitted } = fittedOn();
  return { weights: model.weightBytes / fitted.weightBytes, compile: model.layers / fitted.layers };
}

/** Whether the step time was measured on this shape and machine; otherwise it is an estimate by the roofline. */
export function isCalibrated(model: ModelProfile, machine: MachineProfile, chips: number): boolean {
  const { model: fitted, machine: fittedMachine } = fittedOn();
  const same = (['weightBytes', 'layers', 'kvHeads', 'headDim'] as const).every((key) => model[key] === fitted[key]);
  return same && machine.chip === fittedMachine.chip && chips === fittedMachine.chips;
}

function fittedOn() {
  const { fittedOn } = performanceProfile();
  return { model: modelProfile(fittedOn.model)!, machine: machineProfile(fittedOn.machine)! };
}
