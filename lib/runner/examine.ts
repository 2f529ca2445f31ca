import type { Session } from '../session/session.ts';
import type { Step } from '../step/step.ts';

/** The current state of one condition of a step. */
export interface Check {
  readonly what: string;
  readonly good: boolean;
  /** Why the condition is met or not met. */
  readonly detail: string;
}

/** Check the conditions of a step one after the other, for `--status`, skips, plans and checks. */
export async function* examine(step: Step, session: Session): AsyncGenerator<Check, void, undefined> {
  const pace = session.pace('command');
  try {
    for (const { what, look } of step.done(session)) {
      const seen = await look(session, session.signal);
      yield {
        what,
        good: seen.state === 'met',
        detail: seen.state === 'failed' ? seen.error.message : seen.progress,
      };
    }
  } finally {
    pace.release();
  }
}

/** Whether a step is done; the detail is that of the first unmet condition. */
export async function isDone(step: Step, session: Session): Promise<{ done: boolean; detail: string }> {
  for await (const { good, detail } of examine(step, session)) if (!good) return { done: false, detail };
  return { done: true, detail: '' };
}
