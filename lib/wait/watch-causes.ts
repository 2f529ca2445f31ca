import type { Session } from '../session/session.ts';
import type { Clock } from '../target/clock.ts';
import type { Condition } from './condition.ts';
import { entryOf, overOf, type Stall, stallOf } from './stall.ts';

/** Pause between two looks for a cause: ms of the target's time and of real time, since a look runs a few commands. */
const EVERY = { target: 60_000, real: 2_000 } as const;
/** The shortest real pause before a look that news asks for. */
const SHORTEST = 250;

export interface Watching {
  /** The beginning of the wait: ignores what ended before. */
  readonly since?: number;
  /** Resolves when there is news, which is looked at without a pause. */
  readonly news?: () => Promise<void>;
  /** What the wait costs meanwhile, as a sentence. */
  readonly meanwhile?: string | undefined;
}

/**
 * Look regularly for the cause of a stalled wait, log each cause, and end with a cause that every look shows for as
 * long as its patience, or with warnings that no cause explains.
 * @throws the signal's reason
 */
export async function watchCauses(
  evidenceOf: NonNullable<Condition['evidence']>,
  session: Session,
  signal: AbortSignal,
  { since, news, meanwhile }: Watching = {},
): Promise<Stall> {
  const {
    log,
    target: { clock },
  } = session;
  let last: Stall | undefined;
  for (;;) {
    // The last look comes exactly at the end of the patience.
    await pause(clock, last ? last.since + last.patience - clock.now() : Number.POSITIVE_INFINITY, signal, news);
    const pace = session.pace('command');
    // A failure to collect evidence must not end the wait.
    const evidence = await evidenceOf(session, signal, since)
      .catch(() => [])
      .finally(pace.release);
    signal.throwIfAborted();
    const stall = stallOf(evidence, clock.now(), last);
    const lasted = stall ? clock.now() - stall.since : 0;
    if (stall && lasted >= stall.patience) return stall;
    if (stall && !stall.told && lasted >= stall.quiet) {
      log.write(entryOf(stall, lasted));
      if (meanwhile) log.write({ kind: 'note', text: meanwhile });
      last = { ...stall, told: true };
    } else {
      if (last?.told && last.cause && !stall?.cause) log.write(overOf(last.cause));
      last = stall;
    }
  }
}

/** Pause until the next look, or until news. @param longest ms of the target's time */
async function pause(clock: Clock, longest: number, signal: AbortSignal, news?: () => Promise<void>): Promise<void> {
  const ended = new AbortController();
  const within = AbortSignal.any([signal, ended.signal]);
  const regular = regularPause(clock, longest, within);
  if (!news) return regular;
  regular.catch(() => undefined);
  const early = news().then(() => clock.sleep(SHORTEST * clock.pace, within));
  early.catch(() => undefined);
  await Promise.race([regular, early]).finally(() => ended.abort());
}

async function regularPause(clock: Clock, longest: number, signal: AbortSignal): Promise<void> {
  const started = performance.now();
  await clock.sleep(Math.max(0, Math.min(EVERY.target, longest)), signal);
  if (performance.now() - started >= EVERY.real || longest <= EVERY.target) return;
  await clock.sleep(Math.min(EVERY.real * clock.pace, longest - EVERY.target), signal);
}
