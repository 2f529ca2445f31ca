import { diagnose } from '../diagnosis.ts';
import { RunbookError } from '../errors.ts';
import type { Session } from '../session.ts';
import type { Condition, Look } from './condition.ts';
import { formatDuration } from './duration.ts';

/** Between two looks where there is no watch, in ms of the target's time: the first and the longest. */
const POLL = { first: 2_000, longest: 20_000, growth: 1.5 } as const;

/** A wait whose progress stands still asks for evidence after this long, in ms of real time and of the target's. */
const STALLED = { real: 4_000, target: 60_000 } as const;

/**
 * Wait until the condition is met: on its watch where it has one, else by polling with back-off.
 * @returns the condition's value.
 * @throws RunbookError WAIT_TIMEOUT with the cause and the evidence, the condition's own error when it can no longer be
 *   met, or the signal's reason.
 */
export async function waitFor<T>(condition: Condition<T>, session: Session, signal = session.signal): Promise<T> {
  const { clock } = session.target;
  if (condition.stable && session.known.has(condition.what)) return session.known.get(condition.what) as T;
  const started = clock.now();
  const ended = new AbortController();
  const within = AbortSignal.any([signal, ended.signal]);
  let timedOut = false;
  clock.sleep(condition.timeout, within).then(
    () => {
      timedOut = true;
      ended.abort();
    },
    () => undefined,
  );
  const stall = watchForStall(condition, session, within);
  let progress = '';
  const pace = session.pace('command');
  try {
    for await (const look of looks(condition, session, within)) {
      pace.change('wait');
      if (look.state === 'failed') {
        pace.change('command');
        throw await explained(look.error, condition, session);
      }
      if (look.state === 'met') {
        session.log.write({ kind: 'met', what: condition.what, elapsed: clock.now() - started });
        if (condition.stable) session.known.set(condition.what, look.value);
        return look.value;
      }
      if (look.progress !== progress) stall.progressed();
      progress = look.progress;
      session.log.write({
        kind: 'waiting',
        what: condition.what,
        progress,
        elapsed: clock.now() - started,
        timeout: condition.timeout,
      });
    }
    throw new RunbookError('WAIT_FAILED', `Nothing can be seen any more of: ${condition.what}`);
  } catch (error) {
    signal.throwIfAborted();
    if (!timedOut) throw error;
    pace.change('command');
    throw await gaveUp(condition, session, progress);
  } finally {
    pace.release();
    ended.abort();
  }
}

async function* looks<T>(condition: Condition<T>, session: Session, signal: AbortSignal): AsyncGenerator<Look<T>> {
  let interval: number = POLL.first;
  for (;;) {
    if (condition.watch) yield* condition.watch(session, signal);
    else yield await condition.look(session, signal);
    signal.throwIfAborted();
    await session.target.clock.sleep(interval, signal);
    interval = Math.min(POLL.longest, interval * POLL.growth);
  }
}

/** The condition can no longer be met: its own error, with the cause that the evidence shows. */
async function explained(error: RunbookError, condition: Condition, session: Session): Promise<RunbookError> {
  const seen = (await condition.evidence?.(session, session.signal)) ?? [];
  const cause = diagnose(seen);
  if (!cause) return error;
  const { code, message, evidence } = error;
  return new RunbookError(code, `${message}: ${cause.sentence}`, {
    evidence: [...evidence, ...seen],
    remedy: cause.remedy,
    cause: error,
  });
}

async function gaveUp(condition: Condition, session: Session, progress: string): Promise<RunbookError> {
  const evidence = (await condition.evidence?.(session, session.signal)) ?? [];
  const cause = diagnose([progress, ...evidence]);
  const message = `Gave up after ${formatDuration(condition.timeout)} waiting until ${condition.what}: ${cause?.sentence ?? progress}`;
  return new RunbookError('WAIT_TIMEOUT', message, { evidence, ...(cause && { remedy: cause.remedy }) });
}

/** While progress stands still, look for the cause now and then and show it. */
function watchForStall(condition: Condition, session: Session, signal: AbortSignal): { progressed(): void } {
  const { clock } = session.target;
  let since = { real: performance.now(), target: clock.now() };
  const reset = (): void => {
    since = { real: performance.now(), target: clock.now() };
  };
  const asked = async (): Promise<void> => {
    const evidence = (await condition.evidence?.(session, signal)) ?? [];
    const cause = diagnose(evidence);
    if (cause) session.log.write({ kind: 'cause', sentence: cause.sentence, remedy: cause.remedy });
  };
  const watching = async (): Promise<void> => {
    while (condition.evidence) {
      await clock.sleep(STALLED.target, signal);
      if (performance.now() - since.real < STALLED.real || clock.now() - since.target < STALLED.target) continue;
      await asked();
      reset();
    }
  };
  // Evidence is an extra: failing to get it must not end the wait.
  watching().catch(() => undefined);
  return { progressed: reset };
}
