import type { Series } from '../../../lib/metrics/index.ts';
import type { Session } from '../../../lib/session/session.ts';
import { duration } from '../../../lib/wait/duration.ts';
import { runningRequests, waitingRequests } from '../../../runbook/metrics/queries.ts';

/** The requests of all pods at one time. */
export interface Moment {
  /** Milliseconds since the Unix epoch, of the target's clock. */
  readonly time: number;
  readonly waiting: number;
  readonly running: number;
  /** Pods that report. */
  readonly pods: number;
}

/** A part of the run, in ms since the Unix epoch. */
export interface Phase {
  readonly from: number;
  readonly to: number;
}

/** As long as the sandbox keeps its metrics. */
const MEMORY = duration('6h');
/** Between two moments: the time of a moment is up to so much later than that of its sample. */
export const STEP = 15_000;
/** A gap of one sample or two belongs to what is around it. */
const GAP = 3 * STEP;

/** Everything that the learner's model servers reported, every 15 seconds. */
export async function readHistory({ config, metrics, signal, target }: Session): Promise<readonly Moment[]> {
  const end = target.clock.now();
  const range = { start: end - MEMORY, end, step: '15s' };
  const asked = [waitingRequests(config), runningRequests(config)];
  const [waiting = [], running = []] = await Promise.all(
    asked.map((query) => metrics.queryRange(query, range, { signal })),
  );
  return momentsOf(waiting, running);
}

export function momentsOf(waiting: readonly Series[], running: readonly Series[]): readonly Moment[] {
  const moments = new Map<number, { time: number; waiting: number; running: number; pods: number }>();
  const at = (time: number) => {
    const moment = moments.get(time) ?? { time, waiting: 0, running: 0, pods: 0 };
    moments.set(time, moment);
    return moment;
  };
  for (const [time, value] of waiting.flatMap(({ points }) => points)) at(time).waiting += value;
  for (const [time, value] of running.flatMap(({ points }) => points)) {
    at(time).running += value;
    at(time).pods += 1;
  }
  return [...moments.values()].sort((a, b) => a.time - b.time);
}

/**
 * The last load under which a second replica came: from the first waiting request to the first sample of the second
 * replica.
 */
export function scaleOutIn(history: readonly Moment[]): Phase | undefined {
  const last = history.findLastIndex(({ pods, waiting }) => pods > 1 && waiting > 0);
  const before = history.slice(0, last + 1);
  const from = stretch(before, ({ waiting }) => waiting > 0)?.from;
  const to = stretch(before, ({ pods }) => pods > 1)?.from;
  return from !== undefined && to !== undefined && from < to ? { from, to } : undefined;
}

/** Samples of a load: fewer are chance. */
const LEAST = 3;
/** Between an answer and the next request a loop counts for nothing. */
const MISSING = 0.015;

/** The last time that a load with this many loops ran. */
export function loadOf(loops: number, history: readonly Moment[]): Phase | undefined {
  const holds = ({ waiting, running }: Moment): boolean => Math.abs(waiting + running - loops) <= loops * MISSING;
  const last = history.findLastIndex(holds);
  const found = last < 0 ? undefined : stretch(history.slice(0, last + 1), holds);
  return found && found.to - found.from >= (LEAST - 1) * STEP ? found : undefined;
}

/** The stretch at the end of a history that holds, with its gaps. */
function stretch(history: readonly Moment[], holds: (moment: Moment) => boolean): Phase | undefined {
  const to = history.at(-1)?.time ?? 0;
  let from: number | undefined;
  for (const moment of history.toReversed()) {
    if ((from ?? to) - moment.time > GAP) break;
    if (holds(moment)) from = moment.time;
  }
  return from === undefined ? undefined : { from, to };
}

/** The moments of a phase. */
export const during = (history: readonly Moment[], { from, to }: Phase): readonly Moment[] =>
  history.filter(({ time }) => time >= from && time <= to);
