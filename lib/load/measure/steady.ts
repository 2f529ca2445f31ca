import { type Estimate, ratio } from './estimate.ts';

/** What was answered in a stretch of time. */
export interface Stretch {
  readonly seconds: number;
  readonly requests: number;
  readonly tokens: number;
}

/** Rates per second over the steady time of a load. */
export interface Steady extends Stretch {
  /** Undefined when the time is too short for batches that do not depend on each other. */
  readonly interval: { readonly requests: Estimate; readonly tokens: Estimate } | undefined;
}

/** Stretches that are kept at most: then two are added, so that a long load needs no more memory. */
const KEPT = 256;
/** Batches of an interval. With fewer, Student's t is wide; with more, each is short. */
const BATCHES = { fewest: 5, most: 20 } as const;

/** The time in which a load was steady, in stretches in their order. */
export class SteadyTime {
  #stretches: readonly Stretch[] = [];

  add(stretch: Stretch): void {
    if (stretch.seconds <= 0) return;
    const all = [...this.#stretches, stretch];
    this.#stretches = all.length > KEPT ? pairs(all) : all;
  }

  /** @param longest seconds that a request took at most: what one batch answers must not be due to the batch before */
  read(longest: number): Steady | undefined {
    if (this.#stretches.length === 0) return undefined;
    const { seconds, requests, tokens } = sumOf(this.#stretches);
    const batches = batchesOf(this.#stretches, Math.max(longest, seconds / BATCHES.most));
    const rate = (of: (batch: Stretch) => number): Estimate => ratio(batches.map((one) => [of(one), one.seconds]));
    return {
      seconds,
      requests: requests / seconds,
      tokens: tokens / seconds,
      interval:
        batches.length < BATCHES.fewest
          ? undefined
          : { requests: rate((one) => one.requests), tokens: rate((one) => one.tokens) },
    };
  }
}

/** Batches of at least this many seconds; what is left over belongs to the last one. */
function batchesOf(stretches: readonly Stretch[], seconds: number): readonly Stretch[] {
  const batches: Stretch[] = [];
  let open: Stretch[] = [];
  for (const stretch of stretches) {
    open.push(stretch);
    if (sumOf(open).seconds < seconds) continue;
    batches.push(sumOf(open));
    open = [];
  }
  const last = batches.pop();
  return last ? [...batches, sumOf([last, ...open])] : [];
}

function pairs(stretches: readonly Stretch[]): readonly Stretch[] {
  return stretches.flatMap((_, at) => (at % 2 === 0 ? [sumOf(stretches.slice(at, at + 2))] : []));
}

function sumOf(stretches: readonly Stretch[]): Stretch {
  const add = (of: (one: Stretch) => number): number => stretches.reduce((sum, one) => sum + of(one), 0);
  return { seconds: add((one) => one.seconds), requests: add((one) => one.requests), tokens: add((one) => one.tokens) };
}
