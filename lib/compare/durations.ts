import type { Difference } from './difference.ts';
import { grouped } from './grouped.ts';
import type { Track } from './states.ts';

export interface Tolerance {
  /** The largest ratio of two durations that counts as equal. */
  readonly ratio: number;
  /** The largest difference that counts as equal: ms of the target's clock. */
  readonly least: number;
}

/** Named durations: ms of the target's clock. */
export type Durations = ReadonlyMap<string, readonly number[]>;

/** How long objects stay in each state but the last one. */
export function staysOf(tracks: readonly Track[]): Durations {
  return collected(
    tracks.flatMap(({ name, stays }) =>
      stays.slice(0, -1).map(({ state, since }, at) => [`${name}: ${state}`, stays[at + 1]!.since - since] as const),
    ),
  );
}

export function collected(pairs: Iterable<readonly [name: string, ms: number]>): Durations {
  return new Map([...grouped(pairs, ([name]) => name)].map(([name, own]) => [name, own.map(([, ms]) => ms)]));
}

/** Of several durations of one name, the median counts. What only one side has is not compared here. */
export function durationDifferences(recorded: Durations, sandbox: Durations, tolerance: Tolerance): Difference[] {
  return [...recorded].flatMap(([of, durations]) => {
    const others = sandbox.get(of);
    if (others === undefined) return [];
    const [left, right] = [median(durations), median(others)];
    const [short, long] = left < right ? [left, right] : [right, left];
    if (long - short <= tolerance.least || long <= short * tolerance.ratio) return [];
    return [{ aspect: 'duration', of, at: '', recorded: seconds(left), sandbox: seconds(right) } as const];
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)]!;
}

const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;
