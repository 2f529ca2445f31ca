import type { Session } from '../session/session.ts';
import type { Step } from '../step/step.ts';

/** Ask the world whether a step is done; the detail tells the first thing that is not. */
export async function isDone(step: Step, session: Session): Promise<{ done: boolean; detail: string }> {
  const pace = session.pace('command');
  try {
    for (const condition of step.done(session)) {
      const look = await condition.look(session, session.signal);
      if (look.state === 'pending') return { done: false, detail: look.progress };
      if (look.state === 'failed') return { done: false, detail: look.error.message };
    }
    return { done: true, detail: '' };
  } finally {
    pace.release();
  }
}
