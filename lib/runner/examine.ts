import type { RunbookError } from '../errors/runbook-error.ts';
import type { Session } from '../session/session.ts';
import type { Step } from '../step/step.ts';
import { asRunbookError } from './outcome.ts';
import type { Findings } from './standing.ts';

/** The current state of one condition of a step. */
export interface Check {
  readonly what: string;
  readonly good: boolean;
  /** It can no longer be met. */
  readonly failed: boolean;
  /** Being met is no sign that something stands. */
  readonly lingers: boolean;
  /** Why the condition is met or not met. */
  readonly detail: string;
}

/** Check the conditions of a step one after the other, for `--status`, skips, plans and checks. */
export async function* examine(step: Step, session: Session): AsyncGenerator<Check, void, undefined> {
  const pace = session.pace('command');
  try {
    for (const { what, look, lingers = false } of step.done(session)) {
      const seen = await look(session, session.signal);
      yield {
        what,
        good: seen.state === 'met',
        failed: seen.state === 'failed',
        lingers,
        detail: seen.state === 'failed' ? told(seen.error) : seen.progress,
      };
    }
  } finally {
    pace.release();
  }
}

/** A message with what to do, if that is one line. */
function told({ message, remedy }: RunbookError): string {
  return remedy === undefined || remedy.includes('\n') ? message : `${message}; ${remedy}`;
}

/** Whether a step is done; the detail is that of the first unmet condition. */
export async function isDone(step: Step, session: Session): Promise<{ done: boolean; detail: string }> {
  for await (const { good, detail } of examine(step, session)) if (!good) return { done: false, detail };
  return { done: true, detail: '' };
}

/** What all conditions of a step show. An error of a check is a finding too. */
export async function findingsOf(step: Step, session: Session): Promise<Findings> {
  const checks: Check[] = [];
  let error: string | undefined;
  try {
    for await (const check of examine(step, session)) checks.push(check);
  } catch (thrown) {
    session.signal.throwIfAborted();
    error = asRunbookError(thrown).message;
  }
  const unmet = checks.filter(({ good }) => !good);
  return {
    met: checks.length - unmet.length,
    unmet: unmet.length,
    stands: checks.some(({ good, lingers }) => good && !lingers),
    failed: unmet.some(({ failed }) => failed),
    threw: error !== undefined,
    ran: unmet.length > 0 && (await hasRun(step, session)),
    detail: error ?? (unmet[0] ?? checks.at(-1))?.detail ?? '',
  };
}

async function hasRun(step: Step, session: Session): Promise<boolean> {
  const conditions = step.ran?.(session) ?? [];
  const looks = conditions.map((one) => one.look(session, session.signal).catch(() => undefined));
  return looks.length > 0 && (await Promise.all(looks)).every((look) => look?.state === 'met');
}
