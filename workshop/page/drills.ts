import { Writable } from 'node:stream';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { withSession } from '../../lib/runner/run.ts';
import type { Session } from '../../lib/session/session.ts';
import { remedies } from '../../runbook/steps.ts';
import { checkDrill, drills, hint, readProgress, resetDrill, startDrill } from '../drills/index.ts';
import type { DrillBook } from './drill-book.ts';

/** The drills of this process's target, for the page. */
export const drillBook: DrillBook = {
  drills,
  progress: readProgress,
  start: (id) => inSession((session) => startDrill(session, id)).then(() => undefined),
  hint: async () => void (await hint()),
  check: () => inSession(checkDrill),
  reset: () => inSession(resetDrill).then(() => undefined),
};

/** The log has no reader here. */
const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

async function inSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  let result: { readonly value: T } | undefined;
  let failure: unknown;
  const options = {
    environment: process.env,
    stopTarget: false,
    resume: () => 'npm run drill -- status',
    runbook: { remedies },
    stream: nowhere() as unknown as NodeJS.WriteStream,
  };
  await withSession(options, async (session) => {
    try {
      result = { value: await work(session) };
    } catch (error) {
      failure = error;
      throw error;
    }
  });
  if (result) return result.value;
  throw (
    failure ?? new RunbookError('UNEXPECTED_ANSWER', 'The drill did not answer', { remedy: 'npm run drill -- status' })
  );
}
