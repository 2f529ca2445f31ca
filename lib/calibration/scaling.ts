import { threeDigits } from '../log/digits.ts';
import type { Figure } from './figure.ts';
import type { Reaction } from './targets.ts';

/** What the number of replicas has to satisfy. */
export interface Demand {
  /** Requests a second of the whole Deployment at its peak. */
  readonly peak?: number | undefined;
  /** The most replicas that nodes, quota or the user allow. */
  readonly most: number;
  /** US dollars an hour that the replicas may cost, and what one costs. */
  readonly perHour?: { readonly budget: number; readonly replica: number } | undefined;
}

/** The autoscaler's `behavior`, in seconds and pods. */
export interface Behavior {
  readonly scaleUp: { readonly window: number; readonly pods: number; readonly period: number };
  readonly scaleDown: { readonly window: number; readonly pods: number; readonly period: number };
}

export interface Scaling {
  readonly min: Figure;
  readonly max: Figure;
  /** The replicas with which a jump from nothing to the peak keeps the wait budget; undefined without a peak. */
  readonly minForJump: Figure | undefined;
  readonly behavior: Behavior;
}

/** The longest period of a policy (autoscaling/v2, HPAScalingPolicy). */
const LONGEST_PERIOD = 1800;
const SCALE_IN = { window: 300, pods: 1, period: 300 } as const;

/** @param running the target of running requests, with running_max: their quotient is the load at the target */
export function scalingOf(
  saturation: number,
  running: { readonly target: number; readonly max: number },
  { waitBudget, reaction }: { readonly waitBudget: number; readonly reaction: Reaction },
  { peak, most, perHour }: Demand,
): Scaling {
  const share = running.target / running.max;
  const needed = peak === undefined ? undefined : Math.max(1, Math.ceil(peak / (share * saturation)));
  const affordable = perHour && Math.max(1, Math.floor(perHour.budget / perHour.replica));
  const limits: Readonly<Record<string, number | undefined>> = {
    'needed for the peak': needed,
    'allowed by the budget': affordable,
    'allowed by nodes': most,
  };
  const given = Object.entries(limits).filter((entry): entry is [string, number] => entry[1] !== undefined);
  const max = Math.min(...given.map(([, value]) => value));
  const seconds = reaction.decide + reaction.ready;
  const ahead = peak === undefined ? undefined : Math.ceil(peak / (saturation * (1 + waitBudget / seconds)));
  const short0 = needed !== undefined && needed > max;
  return {
    min: {
      value: 1,
      unit: 'replicas',
      formula: '1, the least that the autoscaler can scale',
      inputs: {},
      uncertainty:
        ahead === undefined ? 'no peak is stated' : `${ahead} would keep the wait budget when the peak comes at once`,
    },
    max: {
      value: max,
      unit: 'replicas',
      formula: `min(${given.map(([name]) => name).join(', ')})`,
      inputs: Object.fromEntries(given),
      uncertainty: short0
        ? `the peak needs ${needed}: at ${max} it queues without end`
        : needed === undefined
          ? 'no peak is stated (--peak)'
          : `for a peak of ${threeDigits(peak!)} requests/s`,
    },
    minForJump:
      ahead === undefined
        ? undefined
        : {
            value: ahead,
            unit: 'replicas',
            formula: 'ceil(peak / (X_sat × (1 + wait budget / reaction)))',
            inputs: {
              'peak (requests/s)': peak!,
              'X_sat (requests/s)': threeDigits(saturation),
              'reaction (s)': Math.round(seconds),
            },
            uncertainty: 'for a jump from nothing to the peak',
          },
    behavior: {
      // A queue has no upper bound, so one look at it may ask for every replica. Until the ordered ones are ready, it
      // tells nothing new.
      scaleUp: {
        window: 0,
        pods: Math.max(1, Math.ceil((max - 1) / 2)),
        period: Math.min(LONGEST_PERIOD, Math.max(15, Math.ceil(seconds / 15) * 15)),
      },
      scaleDown: SCALE_IN,
    },
  };
}
