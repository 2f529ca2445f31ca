import { SILENT } from '../../lib/log/silent.ts';
import { interruptible } from '../../lib/runner/interruption.ts';
import { connect, readConfig } from '../../lib/runner/run.ts';
import { Disposer } from '../../lib/session/disposer.ts';
import type { Session } from '../../lib/session/session.ts';

/**
 * One look at the world. Simulated time runs at real pace meanwhile, and a person who thinks about the next question
 * keeps no session open.
 */
export async function looking<T>(look: (session: Session) => Promise<T>): Promise<T> {
  const opened = new Disposer();
  const { signal, dispose } = interruptible();
  try {
    return await look(await connect(readConfig(process.env), process.env, SILENT, signal, opened));
  } finally {
    await opened.dispose();
    dispose();
  }
}
