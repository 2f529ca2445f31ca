import { threeDigits } from '../log/digits.ts';
import type { Capacity } from './capacity.ts';
import type { Figure } from './figure.ts';

/** How long an added replica takes (s). */
export interface Reaction {
  /** From the queue to the decision: scrape, Cloud Monitoring, the autoscaler's period. */
  readonly decide: number;
  /** From the decision to a ready pod: the cold start. */
  readonly ready: number;
  /** How the cold start is known: `given`, `measured: pod vllm-tpu-…`. */
  readonly source: string;
}

/** What the targets have to keep. */
export interface Aim {
  /** How long a request may wait for a slot (s). */
  readonly waitBudget: number;
  readonly reaction: Reaction;
  /** Arrivals above saturation while a replica comes, as a share of saturation. @default 0.1 */
  readonly overload?: number;
}

/** The autoscaler acts above this multiple of the target (--horizontal-pod-autoscaler-tolerance). */
export const TOLERANCE = 1.1;
/** Shares of running_max: the smaller one acts earlier. */
const RUNNING = { early: 0.75, late: 0.9 } as const;

export interface Targets {
  /** The queue that the budget allows, without regard to the cold start. */
  readonly allowed: Figure;
  /** What the queue grows by while a replica comes. */
  readonly growth: Figure;
  /** The target of vllm:num_requests_waiting. */
  readonly queue: Figure;
  /** The target of vllm:num_requests_running. */
  readonly running: Figure;
  /** The queue on one replica when the next one is ready. */
  readonly peakQueue: Figure;
  /** The wait of a request at that moment. */
  readonly peakWait: Figure;
  /** Whether the budget holds until the replica is ready. */
  readonly holds: boolean;
}

/** A request that finds q others waiting waits for q / X: the queue of a wait of W is X·W (Little). */
export function targetsOf(
  { saturationEstimate: saturation, runningMax }: Pick<Capacity, 'saturationEstimate' | 'runningMax'>,
  { waitBudget, reaction, overload = 0.1 }: Aim,
): Targets {
  const x = saturation.mean;
  const allowed = Math.floor(x * waitBudget);
  const seconds = reaction.decide + reaction.ready;
  const growth = overload * x * seconds;
  const queue = Math.max(1, Math.floor(allowed - growth));
  const holds = allowed - growth >= 1;
  const share = holds ? RUNNING.late : RUNNING.early;
  const peak = queue * TOLERANCE + growth;
  const inputs = {
    'X_sat (requests/s)': threeDigits(x),
    'overload (share of X_sat)': overload,
    'reaction (s)': Math.round(seconds),
  };
  const reactions = `the reaction is ${Math.round(reaction.decide)} s (assumed) + ${Math.round(reaction.ready)} s (${reaction.source})`;
  return {
    holds,
    allowed: {
      value: allowed,
      unit: 'requests',
      formula: 'floor(X_sat × wait budget)',
      inputs: { 'X_sat (requests/s)': threeDigits(x), 'wait budget (s)': waitBudget },
      uncertainty: `${Math.floor(saturation.low * waitBudget)} to ${Math.floor(saturation.high * waitBudget)}`,
    },
    growth: {
      value: Math.ceil(growth),
      unit: 'requests',
      formula: 'overload × X_sat × reaction',
      inputs,
      uncertainty: `proportional to the overload, which is an assumption; ${reactions}`,
    },
    queue: {
      value: queue,
      unit: 'requests',
      formula: 'max(1, allowed queue − growth)',
      inputs: { 'allowed queue': allowed, growth: Math.ceil(growth) },
      uncertainty: holds
        ? `${Math.max(1, Math.floor(saturation.low * waitBudget - growth))} to ${Math.max(1, Math.floor(saturation.high * waitBudget - growth))}`
        : 'at the least value: the cold start uses up the whole budget',
    },
    running: {
      value: Math.max(1, Math.floor(share * runningMax.value)),
      unit: 'requests',
      formula: `floor(${share} × running_max)`,
      inputs: { running_max: runningMax.value },
      uncertainty: holds
        ? 'late: the queue warns in time'
        : `early: a replica must be ordered before the queue grows. ${RUNNING.late} would be ${Math.floor(RUNNING.late * runningMax.value)}`,
    },
    peakQueue: {
      value: Math.ceil(peak),
      unit: 'requests',
      formula: `${TOLERANCE} × queue target + growth`,
      inputs: { ...inputs, 'queue target': queue },
      uncertainty: reactions,
    },
    peakWait: {
      value: peak / x,
      unit: 's',
      formula: 'peak queue / X_sat',
      inputs: { 'peak queue': Math.ceil(peak), 'X_sat (requests/s)': threeDigits(x) },
      uncertainty: reactions,
    },
  };
}
