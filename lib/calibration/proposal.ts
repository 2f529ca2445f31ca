import { type Capacity, capacityOf, type LatencyLimits } from './capacity.ts';
import type { Rung } from './rung.ts';
import { type Demand, type Scaling, scalingOf } from './scaling.ts';
import { type Aim, type Targets, targetsOf } from './targets.ts';

/** Everything that the autoscaler's manifest states, with its evidence. */
export interface Proposal {
  readonly capacity: Capacity;
  readonly targets: Targets;
  readonly scaling: Scaling;
}

export interface ProposalInput {
  /** In ascending order. */
  readonly rungs: readonly Rung[];
  readonly limits: LatencyLimits;
  readonly aim: Aim;
  readonly demand: Demand;
}

/** @returns undefined without a usable rung */
export function proposalOf({ rungs, limits, aim, demand }: ProposalInput): Proposal | undefined {
  const capacity = capacityOf(rungs, limits);
  if (!capacity) return undefined;
  const targets = targetsOf(capacity, aim);
  const running = { target: targets.running.value, max: capacity.runningMax.value };
  return { capacity, targets, scaling: scalingOf(capacity.saturation.value, running, aim, demand) };
}
