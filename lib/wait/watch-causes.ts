import { type Cause, diagnose } from '../diagnosis/index.ts';
import type { Session } from '../session.ts';
import type { Condition } from './condition.ts';
import { duration } from './duration.ts';

/** Between two looks for a cause: ms of the target's time, and of real time, since each look costs a few commands. */
const EVERY = { target: 60_000, real: 2_000 } as const;
const PATIENCE = '5m';

/** A cause that has lasted longer than it may. */
export interface Found {
  readonly cause: Cause;
  readonly evidence: readonly string[];
}

/**
 * Look now and then why a wait is not over, say what is found, and end with a cause that will not heal: one that is seen
 * in every look for as long as its patience.
 * @throws the signal's reason
 */
export async function watchCauses(
  evidenceOf: NonNullable<Condition['evidence']>,
  session: Session,
  signal: AbortSignal,
): Promise<Found> {
  const { clock } = session.target;
  let last: { readonly cause: Cause; readonly since: number } | undefined;
  for (;;) {
    const pause = performance.now();
    await clock.sleep(EVERY.target, signal);
    if (performance.now() - pause < EVERY.real) await clock.sleep(EVERY.real * clock.pace, signal);
    const pace = session.pace('command');
    // Evidence is an extra: failing to get it must not end the wait.
    const evidence = await evidenceOf(session, signal)
      .catch(() => [])
      .finally(pace.release);
    signal.throwIfAborted();
    const cause = diagnose(evidence);
    if (cause === undefined) {
      last = undefined;
      continue;
    }
    if (cause !== last?.cause) {
      last = { cause, since: clock.now() };
      session.log.write({ kind: 'cause', sentence: cause.sentence, remedy: cause.remedy });
    } else if (clock.now() - last.since >= duration(cause.patience ?? PATIENCE)) {
      return { cause, evidence };
    }
  }
}
