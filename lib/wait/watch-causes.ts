import { diagnose, type Finding, type Seen } from '../diagnosis/index.ts';
import type { Session } from '../session/session.ts';
import type { Clock } from '../target/clock.ts';
import type { Condition } from './condition.ts';
import { duration } from './duration.ts';

/** Pause between two looks for a cause: ms of the target's time and of real time, since a look runs a few commands. */
const EVERY = { target: 60_000, real: 2_000 } as const;
/** How long a cause may last, by default. */
export const PATIENCE = '5m';

/** A cause that has lasted longer than its patience. */
export interface Found {
  readonly cause: Finding;
  readonly evidence: readonly Seen[];
}

/**
 * Look regularly for the cause of a stalled wait, log each cause, and end with a cause that every look shows for as
 * long as its patience.
 * @param since the beginning of the wait: ignores what ended before
 * @throws the signal's reason
 */
export async function watchCauses(
  evidenceOf: NonNullable<Condition['evidence']>,
  session: Session,
  signal: AbortSignal,
  since?: number,
): Promise<Found> {
  const { clock } = session.target;
  let last: { readonly cause: Finding; readonly since: number } | undefined;
  for (;;) {
    // The last look comes exactly at the end of the patience.
    await pause(clock, last ? last.since + patienceOf(last.cause) - clock.now() : Number.POSITIVE_INFINITY, signal);
    const pace = session.pace('command');
    // A failure to collect evidence must not end the wait.
    const evidence = await evidenceOf(session, signal, since)
      .catch(() => [])
      .finally(pace.release);
    signal.throwIfAborted();
    const cause = diagnose(evidence);
    if (cause === undefined) {
      last = undefined;
      continue;
    }
    if (cause.code !== last?.cause.code) {
      last = { cause, since: clock.now() };
      session.log.write({ kind: 'cause', code: cause.code, sentence: cause.sentence, remedy: cause.remedy });
    } else if (clock.now() - last.since >= patienceOf(cause)) {
      return { cause, evidence };
    }
  }
}

function patienceOf({ patience = PATIENCE }: Finding): number {
  return duration(patience);
}

/** Pause until the next look. @param longest ms of the target's time */
async function pause(clock: Clock, longest: number, signal: AbortSignal): Promise<void> {
  const started = performance.now();
  await clock.sleep(Math.max(0, Math.min(EVERY.target, longest)), signal);
  if (performance.now() - started >= EVERY.real || longest <= EVERY.target) return;
  await clock.sleep(Math.min(EVERY.real * clock.pace, longest - EVERY.target), signal);
}
