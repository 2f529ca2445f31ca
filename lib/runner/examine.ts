import type { Session } from '../session/session.ts';
import type { Step } from '../step/step.ts';

/** One condition of a step, as it is now. */
export interface Check {
  readonly what: string;
  readonly good: boolean;
  /** Why it does not hold, or how it does. */
  readonly detail: string;
}

/** Ask the world for each condition of a step, one after the other: what `--status`, a skip, a plan and a check go by. */
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

/** Whether a step is done; the detail tells the first thing that is not so. */
export async function isDone(step: Step, session: Session): Promise<{ done: boolean; detail: string }> {
  for await (const { good, detail } of examine(step, session)) if (!good) return { done: false, detail };
  return { done: true, detail: '' };
}
