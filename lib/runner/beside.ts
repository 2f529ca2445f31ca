import { RunbookError } from '../errors/runbook-error.ts';
import type { Session } from '../session/session.ts';
import type { Step } from '../step/step.ts';
import { isDone } from './examine.ts';
import { drive, perform } from './perform.ts';

/** How often to check the steps that run in the background (ms of the target's time). */
const LOOK = 60_000;

/**
 * Do the work while other steps run in the background: start each that is not running, and restart it when it ends.
 * @throws the error of the work, or of a restart
 */
export async function beside(
  others: readonly Step[],
  session: Session,
  work: (session: Session) => Promise<void>,
): Promise<void> {
  if (others.length === 0) return work(session);
  for (const one of others) await keep(one, session);
  const over = new AbortController();
  const given = new AbortController();
  const watched = watch(others, session.within(over.signal)).catch((error) => {
    if (!over.signal.aborted) given.abort(error);
  });
  try {
    await work(session.within(given.signal));
  } catch (error) {
    throw given.signal.aborted && !session.signal.aborted ? given.signal.reason : error;
  } finally {
    over.abort(new RunbookError('ABORTED', 'The step has ended'));
    await watched;
  }
}

async function watch(others: readonly Step[], session: Session): Promise<void> {
  for (;;) {
    await session.target.clock.sleep(LOOK, session.signal);
    for (const one of others) await keep(one, session);
  }
}

/** Start a background step unless it is running. */
async function keep(step: Step, session: Session): Promise<void> {
  if ((await isDone(step, session)).done) return;
  session.log.write({ kind: 'note', text: `${step.id} is not running: starting it` });
  await drive(step.actions(session), (action) => perform(action, session));
}
