import { program } from '../../lib/background/program.ts';
import type { RunbookError } from '../../lib/errors/runbook-error.ts';
import { limitReached } from '../../lib/runner/limit.ts';
import { lockRun } from '../../lib/runner/lock.ts';
import { asRunbookError } from '../../lib/runner/outcome.ts';
import { runStep } from '../../lib/runner/runner.ts';
import type { WatchOrder } from '../../lib/runner/watchdog.ts';
import type { Session } from '../../lib/session/session.ts';
import type { Step } from '../../lib/step/step.ts';
import { duration } from '../../lib/wait/duration.ts';
import { billed } from '../cost/so-far.ts';
import { ending } from './ending.ts';
import { stopBilling } from './stop-billing.ts';

/** The run itself acts first; then it is asked again whether it has ended (ms of the target's time). */
const GRACE = duration('2m');
/** Between two attempts, and how many there are: an API may be down for hours. */
const AGAIN = duration('10m');
const ATTEMPTS = 12;

program(import.meta, {
  longest: duration('8760h'),
  begin: async (session, input) => {
    const stopped = new AbortController();
    const own = session.within(stopped.signal);
    // On the sandbox, time passes without regard to this process.
    session.pace('aside');
    let over = false;
    const watching = watch(own, input as WatchOrder)
      .catch((error: unknown) => {
        if (!stopped.signal.aborted) session.log.write({ kind: 'warning', text: String(error) });
      })
      .finally(() => {
        over = true;
      });
    return {
      snapshot: () => input,
      isOver: () => over,
      stop: async () => {
        stopped.abort();
        await watching;
      },
    };
  },
});

async function watch(session: Session, { limit, keep, since }: WatchOrder): Promise<void> {
  const { clock } = session.target;
  const { signal } = session;
  const why = await limitReached(limit, { clock, signal, since, list: () => billed(session) });
  await clock.sleep(GRACE, signal);
  session.log.write({ kind: 'note', text: `The limit is reached: ${why}.` });
  const wanted = await ending.step(keep);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const failure = await failureOf(() => locked(wanted, session), wanted, session);
    if (failure === undefined) return;
    // At first, the run that holds the lock may be about to do the same. A run that hangs or is suspended keeps it.
    const mayAct = attempt === 1 && failure.code === 'RUN_UNDER_WAY';
    // Without the lock, as `npm run stop-billing`, and without the cluster, which may not answer.
    const last = stopBilling(false);
    if (!mayAct && (await failureOf(() => runStep(last, session), last, session)) === undefined) return;
    await clock.sleep(AGAIN, signal);
  }
}

async function locked(step: Step, session: Session): Promise<void> {
  const release = await lockRun(session);
  try {
    await runStep(step, session);
  } finally {
    await release();
  }
}

/** @returns undefined when the step is done */
async function failureOf(act: () => Promise<void>, { id }: Step, session: Session): Promise<RunbookError | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    session.signal.throwIfAborted();
    const failure = asRunbookError(error);
    session.log.write({ kind: 'warning', text: `${id}: ${failure.message}` });
    return failure;
  }
}
