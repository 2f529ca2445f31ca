import { explained, seen } from '../diagnosis/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import type { Pacing, Session } from '../session/session.ts';
import { Bell } from './bell.ts';
import type { Condition, Look } from './condition.ts';
import { formatDuration } from './duration.ts';
import { PAUSE, resumed } from './resumed.ts';
import { tellWarnings } from './tell-warnings.ts';
import { watchCauses } from './watch-causes.ts';

/**
 * Wait until the condition is met: on its watch if it has one, else by polling with back-off.
 * @returns the condition's value
 * @throws RunbookError NOT_DONE when a needed step is gone, WAIT_TIMEOUT after the timeout, WAIT_FAILED when the cause
 * does not resolve by itself, or the condition's own error, each with cause and evidence; or the signal's reason
 * @example
 * const address = await waitFor(serviceAddress({ name, namespace, port: 8000 }), session);
 */
export async function waitFor<T>(condition: Condition<T>, session: Session, signal = session.signal): Promise<T> {
  const { clock } = session.target;
  if (condition.stable && session.known.has(condition.what)) return session.known.get(condition.what) as T;
  const started = clock.now();
  const ended = new AbortController();
  const within = AbortSignal.any([signal, ended.signal]);
  let givenUp: (() => Promise<RunbookError>) | undefined;
  const giveUp = (why: () => Promise<RunbookError>): void => {
    givenUp = why;
    ended.abort();
  };
  let progress = '';
  clock.sleep(condition.timeout, within).then(
    () => giveUp(() => tooLong(condition, progress, session, started)),
    () => undefined,
  );
  if (condition.evidence) {
    const bell = new Bell();
    const watching = { since: started, news: () => bell.next(), meanwhile: condition.meanwhile };
    watchCauses(condition.evidence, session, within, watching).then(
      ({ evidence }) => giveUp(async () => explained(cannotBe(condition), evidence)),
      () => undefined,
    );
    if (condition.warnings)
      tellWarnings(condition.warnings, session, within, started, () => bell.ring()).catch(() => undefined);
  }
  // A separate signal: Node warns about more than ten listeners on one.
  session.collapse?.(AbortSignal.any([within])).then(
    (error) => giveUp(async () => error),
    () => undefined,
  );
  const pace = session.pace('command');
  try {
    for await (const look of looks(condition, session, within, started, pace)) {
      pace.change('wait');
      if (look.state === 'failed') {
        pace.change('command');
        throw await withEvidence(look.error, condition, session, started);
      }
      if (look.state === 'met') {
        const { instead } = look;
        const told = { what: condition.what, ...(instead !== undefined && { instead }) };
        session.log.write({ kind: 'met', ...told, elapsed: clock.now() - started });
        if (condition.stable) session.known.set(condition.what, look.value);
        return look.value;
      }
      progress = look.progress;
      session.log.write({
        kind: 'waiting',
        what: condition.what,
        progress,
        elapsed: clock.now() - started,
        timeout: condition.timeout,
      });
    }
    throw new RunbookError('WAIT_FAILED', `The watch ended before ${condition.what}`);
  } catch (error) {
    signal.throwIfAborted();
    if (!givenUp) throw error;
    pace.change('command');
    throw await givenUp();
  } finally {
    pace.release();
    ended.abort();
  }
}

/** The looks of the condition's watch, which is resumed when it breaks; or polls with back-off. */
async function* looks<T>(
  condition: Condition<T>,
  session: Session,
  signal: AbortSignal,
  since: number,
  pace: Pacing,
): AsyncGenerator<Look<T>> {
  const { watch, what } = condition;
  if (watch) return yield* resumed(what, () => watch(session, signal, since), session, signal, pace);
  for (let interval: number = PAUSE.first; ; interval = Math.min(PAUSE.longest, interval * PAUSE.growth)) {
    yield await condition.look(session, signal, since);
    signal.throwIfAborted();
    await session.target.clock.sleep(interval, signal);
    pace.change('command');
  }
}

async function tooLong(condition: Condition, progress: string, session: Session, since: number): Promise<RunbookError> {
  const evidence = (await condition.evidence?.(session, session.signal, since).catch(() => [])) ?? [];
  const said = condition.speaker ? seen(condition.speaker, [progress]) : [];
  const message = `Gave up after ${formatDuration(condition.timeout)} waiting until ${condition.what}`;
  return explained(new RunbookError('WAIT_TIMEOUT', message, { evidence: [progress] }), [...said, ...evidence]);
}

function cannotBe({ what }: Condition): RunbookError {
  const remedy = 'Read the evidence above; to see all of it: npm run doctor, kubectl describe pods -n NAMESPACE';
  return new RunbookError('WAIT_FAILED', `Gave up waiting until ${what}`, { remedy });
}

/** A condition's own error, with more evidence of its cause. */
async function withEvidence(
  error: RunbookError,
  { evidence }: Condition,
  session: Session,
  since: number,
): Promise<RunbookError> {
  return explained(error, await evidence?.(session, session.signal, since).catch(() => []));
}
