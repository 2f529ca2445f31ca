import { quotient } from '../load/measure/estimate.ts';
import { figuresOf, type Rung } from './rung.ts';

/** How the ladder goes up. */
export interface LadderPlan {
  /** The requests that one replica runs at a time (`--max-num-seqs`), if known: rungs are dense around it. */
  readonly slots?: number | undefined;
  /** The last rung. */
  readonly most: number;
  /** A rung whose gain is below this share, with 95 % confidence, is on the plateau. */
  readonly leastGain: number;
}

/** Parts of the slots, and multiples of the last rung without known slots. */
const AROUND = [1 / 128, 1 / 16, 1 / 4, 1 / 2, 3 / 4, 1, 9 / 8, 5 / 4, 3 / 2, 2] as const;
const GROWTH = 2;
const GROWTH_WHEN_FULL = 1.25;

/** The next number of requests in flight; undefined at the end: the throughput no longer grows, or at `most`. */
export function nextConcurrency(rungs: readonly Rung[], plan: LadderPlan): number | undefined {
  if (isOnPlateau(rungs, plan)) return undefined;
  const last = rungs.at(-1);
  const next = last ? above(last, plan) : 1;
  return next > plan.most ? undefined : next;
}

function above(last: Rung, { slots }: LadderPlan): number {
  const planned = AROUND.map((part) => Math.round(part * (slots ?? 0))).find((one) => one > last.concurrency);
  if (planned !== undefined) return planned;
  const growth = figuresOf(last).waiting >= 1 ? GROWTH_WHEN_FULL : GROWTH;
  return Math.max(last.concurrency + 1, Math.round(last.concurrency * growth));
}

/** Requests wait on the last two rungs, and the last one gained nothing. */
function isOnPlateau(rungs: readonly Rung[], { leastGain }: LadderPlan): boolean {
  const [before, last] = rungs.slice(-2).map(figuresOf);
  if (!before || !last || last.waiting < 1) return false;
  return before.waiting >= 1 && quotient(last.tokenRate, before.tokenRate).high - 1 < leastGain;
}
