import type { Clock } from '../target/clock.ts';
import { duration, formatDuration } from '../wait/duration.ts';
import { positive } from './flag-values.ts';
import type { Flags } from './flags.ts';
import { type Billed, Meter } from './meter.ts';

/** The flags of a run that must not bill without end. */
export const LIMIT_FLAGS = {
  'max-hours': { type: 'string', excludes: ['status', 'dry-run'] },
  budget: { type: 'string', excludes: ['status', 'dry-run'] },
} as const satisfies Flags;

export const LIMIT_HELP = `  --max-hours N  after N hours, delete everything; if the run keeps it (--keep, --to), remove the TPU nodes
  --budget N     the same once the run has cost N US dollars (list prices)`;

/** When a run has to end at the latest. */
export interface Limit {
  /** ms of the target's time */
  readonly longest?: number;
  /** US dollars, by the list prices of what stands. */
  readonly budget?: number;
}

/** @throws RunbookError USAGE. @returns undefined without a limit */
export function limitOf(flags: { readonly 'max-hours'?: string; readonly budget?: string }): Limit | undefined {
  const hours = flags['max-hours'] === undefined ? undefined : positive('max-hours', flags['max-hours']);
  const budget = flags.budget === undefined ? undefined : positive('budget', flags.budget);
  if (hours === undefined && budget === undefined) return undefined;
  return { ...(hours !== undefined && { longest: hours * HOUR }), ...(budget !== undefined && { budget }) };
}

const HOUR = duration('1h');
/** How often to ask what is billed (ms of the target's time). */
const LOOK = duration('5m');

/** What a run has cost so far. */
export interface Spent {
  /** ms since the run began */
  readonly elapsed: number;
  /** US dollars */
  readonly dollars: number;
  /** US dollars an hour */
  readonly perHour: number;
}

/** Why the limit is reached, or the time until the next look (ms). */
export function judge({ longest, budget }: Limit, { elapsed, dollars, perHour }: Spent): string | number {
  if (longest !== undefined && elapsed >= longest) return `${formatDuration(longest)} have passed (--max-hours)`;
  if (budget !== undefined && dollars >= budget)
    return `the run has cost $${dollars.toFixed(2)} (--budget ${budget}, list prices)`;
  const left = (longest ?? Number.POSITIVE_INFINITY) - elapsed;
  if (budget === undefined) return left;
  const affordable = perHour > 0 ? ((budget - dollars) / perHour) * HOUR : Number.POSITIVE_INFINITY;
  return Math.min(left, LOOK, affordable);
}

/** What a limit is watched with. */
export interface Watching {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The beginning of the run (ms of the target's clock). */
  readonly since: number;
  /** What is billed by the hour now; a failure counts as no change. */
  list(): Promise<readonly Billed[]>;
}

/** Resolves with the reason once the limit is reached. @throws the signal's reason */
export async function limitReached(limit: Limit, { clock, signal, since, list }: Watching): Promise<string> {
  const meter = new Meter(since);
  for (;;) {
    const items = limit.budget === undefined ? [] : await list().catch(() => meter.items);
    const now = clock.now();
    meter.read(items, now);
    const judged = judge(limit, { elapsed: now - since, dollars: meter.spent(now), perHour: meter.perHour });
    if (typeof judged === 'string') return judged;
    await clock.sleep(Math.max(judged, 1_000), signal);
  }
}

/** `4h`, `$50`, `4h or $50` */
export function formatLimit({ longest, budget }: Limit): string {
  return [longest !== undefined && formatDuration(longest), budget !== undefined && `$${budget}`]
    .filter((part) => part !== false)
    .join(' or ');
}
