import { advised } from '../../lib/log/advising.ts';
import { SILENT } from '../../lib/log/silent.ts';
import { asRunbookError } from '../../lib/runner/outcome.ts';
import { connect, readConfig } from '../../lib/runner/run.ts';
import { Disposer } from '../../lib/session/disposer.ts';
import type { Session } from '../../lib/session/session.ts';
import { remedies } from '../../runbook/steps.ts';
import { checkDrill, drills, hint, readProgress, resetDrill, startDrill } from '../drills/index.ts';
import type { DrillBook } from './drill-book.ts';

/** The drills of this process's target, for the page. */
export const drillBook: DrillBook = {
  drills,
  progress: readProgress,
  start: (id, signal) => inSession(signal, async (session) => void (await startDrill(session, id))),
  hint: async () => void (await hint()),
  check: (signal) => inSession(signal, checkDrill),
  reset: (signal) => inSession(signal, async (session) => void (await resetDrill(session))),
};

/** @throws RunbookError with the runbook's remedy, which the card shows */
async function inSession<T>(signal: AbortSignal, work: (session: Session) => Promise<T>): Promise<T> {
  const opened = new Disposer();
  const config = readConfig(process.env);
  try {
    return await work(await connect(config, process.env, SILENT, signal, opened));
  } catch (error) {
    throw advised(asRunbookError(signal.aborted ? signal.reason : error), { remedies, config });
  } finally {
    await opened.dispose();
  }
}
