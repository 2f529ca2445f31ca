import type { StepCosts } from '../engine/step-time.ts';
import {
  type MachineProfile,
  type ModelProfile,
  machineProfile,
  modelProfile,
  performanceProfile,
} from './profiles.ts';

/** Bytes of KV cache that one token takes, over all chips. */
export function kvBytesPerToken(model: ModelProfile): number {
  return model.layers * 2 * model.kvHeads * model.headDim * model.bytesPerParameter;
}

export function weightBytes(model: ModelProfile): number {
  return model.parameters * model.bytesPerParameter;
}

/** The least that a step can take on `chips` chips (ms): weights and context read once at full bandwidth, products at full speed. */
export function roofline(model: ModelProfile, machine: MachineProfile, chips: number): StepCosts {
  const bandwidth = machine.bandwidth * chips;
  return {
    fixed: (weightBytes(model) / bandwidth) * 1000,
    perToken: ((2 * model.parameters) / (machine.flops * chips)) * 1000,
    perContextToken: (kvBytesPerToken(model) / bandwidth) * 1000,
  };
}

/** The fitted costs, carried over to another model or machine in proportion to its roofline. */
export function stepCosts(model: ModelProfile, machine: MachineProfile, chips: number): StepCosts {
  const { fittedOn, step } = performanceProfile();
  const fittedMachine = machineProfile(fittedOn.machine)!;
  const reference = roofline(modelProfile(fittedOn.model)!, fittedMachine, fittedMachine.chips);
  const own = roofline(model, machine, chips);
  return {
    fixed: (step.fixed * own.fixed) / reference.fixed,
    perToken: (step.perToken * own.perToken) / reference.perToken,
    perContextToken: (step.perContextToken * own.perContextToken) / reference.perContextToken,
  };
}
