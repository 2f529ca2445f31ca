import type { Session } from '../session/session.ts';

/** Interval of the log entries (ms of the target's time). */
const TICK = 15_000;

/** Wait for `ms` of the target's time. @throws the reason of the session's signal after an abort */
export async function elapse(ms: number, what: string, session: Session): Promise<void> {
  const { target, log, signal } = session;
  const pace = session.pace('wait');
  try {
    for (let passed = 0; passed < ms; passed += TICK) {
      log.write({ kind: 'waiting', what, progress: 'time passes', elapsed: passed, timeout: ms });
      await target.clock.sleep(Math.min(TICK, ms - passed), signal);
    }
    log.write({ kind: 'met', what, elapsed: ms });
  } finally {
    pace.release();
  }
}
