export { type Estimate, plusMinus } from '../load/measure/estimate.ts';
export { type Capacity, capacityOf, type LatencyLimits } from './capacity.ts';
export { ladderCharts } from './charts.ts';
export { type Kept, type Outcome, outcomeOf, type Trial } from './comparison.ts';
export type { Figure } from './figure.ts';
export { type LadderPlan, nextConcurrency } from './ladder.ts';
export { type HpaNames, hpaManifest } from './manifest.ts';
export { type Proposal, type ProposalInput, proposalOf } from './proposal.ts';
export {
  type Batch,
  figuresOf,
  flawOf,
  LITTLE_TOLERANCE,
  type Quantiles,
  type Rung,
  type RungFigures,
} from './rung.ts';
export type { Behavior, Demand, Scaling } from './scaling.ts';
export type { Aim, Reaction, Targets } from './targets.ts';
