import { program } from '../../lib/background/program.ts';
import { limitReached } from '../../lib/runner/limit.ts';
import type { WatchOrder } from '../../lib/runner/limited.ts';
import { lockRun } from '../../lib/runner/lock.ts';
import { runStep } from '../../lib/runner/runner.ts';
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
      .catch((error: unknown) => session.log.write({ kind: 'warning', text: String(error) }))
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
    // If parking fails, for example because the cluster does not answer, the node pools go without it.
    if ((await attempted(wanted, session)) || (await attempted(stopBilling(false), session))) return;
    await clock.sleep(AGAIN, signal);
  }
}

/** @returns whether the step is done */
async function attempted(step: Step, session: Session): Promise<boolean> {
  try {
    const release = await lockRun(session);
    try {
      await runStep(step, session);
      return true;
    } finally {
      await release();
    }
  } catch (error) {
    session.signal.throwIfAborted();
    session.log.write({ kind: 'warning', text: `${step.id}: ${(error as Error).message}` });
    return false;
  }
}
