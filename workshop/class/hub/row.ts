import type { LearnerState } from '../../page/instructor/class-state.ts';
import type { Learner } from '../class-file.ts';
import type { Result, Seen } from './seen.ts';

/** A learner as the instructor's page shows it, with the person's own name. */
export type LearnerRow = LearnerState & { readonly label: string };

/** What the hub remembers of a learner. */
export interface Memory {
  readonly seen?: Seen;
  /** ISO. */
  readonly since: string;
  readonly lastSeen: string;
}

/** Real ms. A step waits for less than a minute; reading and typing takes some. */
const STUCK = 10 * 60_000;
const STUCK_AFTER_FAILURE = 3 * 60_000;
const LOST = 45_000;

export interface RowOptions {
  /** Whether the learner's room is kept; a laptop has none. */
  readonly kept: boolean;
  readonly of: number;
  /** The start of the session; time before it is nobody's. */
  readonly startedAt: string;
  /** Ms since the epoch. */
  readonly now: number;
}

export function rowOf({ name, label }: Learner, { seen, since, lastSeen }: Memory, options: RowOptions): LearnerRow {
  const { of, now } = options;
  const where = seen?.where ?? 'server';
  const silent = now - Date.parse(lastSeen);
  const { points, most } = sum(seen?.results ?? []);
  const result = seen?.results.find(({ id }) => id === seen.drill?.id);
  const done = seen?.steps.length ?? 0;
  const idle = now - Math.max(Date.parse(since), Date.parse(options.startedAt));
  // Who has not begun is not stuck.
  const begun = done > 0 || seen?.current !== undefined || seen?.failure !== undefined;
  const busy = seen !== undefined && (seen.drill !== undefined || (begun && done < of));
  return {
    name,
    label,
    where,
    state: stateOf(where, seen, silent, options),
    ...(seen?.current && { ...seen.current }),
    done,
    of,
    since,
    stuck: busy && idle > (seen.failure === undefined ? STUCK : STUCK_AFTER_FAILURE),
    ...(seen?.drill && { drill: { ...seen.drill, points: result?.points ?? 0, of: result?.of ?? 0 } }),
    score: points,
    scoreOf: most,
    lastSeen,
    ...(seen?.faults && seen.faults.length > 0 && { faults: seen.faults }),
    ...(seen?.refusal && { refusal: seen.refusal }),
  };
}

function stateOf(where: string, seen: Seen | undefined, silent: number, { kept }: RowOptions): LearnerRow['state'] {
  if (where === 'server' && !kept) return 'stopped';
  if (seen === undefined) return 'starting';
  if (silent > LOST) return 'lost';
  return seen.sandbox === 'running' ? 'running' : 'starting';
}

/** What counts as progress when it changes. */
export function progressOf({ steps, current, drill, results, quiz }: Seen): string {
  return JSON.stringify([steps, current?.step, drill, results, quiz]);
}

export function sum(results: readonly Result[]): { readonly points: number; readonly most: number } {
  const add = (of: (one: Result) => number): number => results.reduce((total, one) => total + of(one), 0);
  return { points: add(({ points }) => points), most: add(({ of }) => of) };
}
