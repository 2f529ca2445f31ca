import { stopProcess } from '../../lib/background/start.ts';
import { SILENT } from '../../lib/log/silent.ts';
import { connect } from '../../lib/runner/run.ts';
import { Disposer } from '../../lib/session/disposer.ts';
import type { Session } from '../../lib/session/session.ts';
import { LOAD } from '../../runbook/load/load.ts';
import type { Stage } from './drill.ts';
import { savedStates, snapshot } from './sandbox.ts';
import { prepareStage } from './stages.ts';

/** The learner's own state, while a drill or an incident runs. */
const BEFORE = 'before-drill';

/**
 * Keep the learner's own state, restore a stage, and act on it. The sandbox restarts: the given session is lost
 * afterwards, open another one.
 * @param act gets a session that logs nothing: its commands would name the cause
 */
export async function onStage<T>(stage: Stage, session: Session, act: (own: Session) => Promise<T>): Promise<T> {
  const { config, environment, log, signal } = session;
  const name = await prepareStage(stage, session);
  // While a drill runs, also one whose start was interrupted, the present state is that drill's.
  if (!(await isKept(environment, signal))) await snapshot('save', BEFORE, environment, signal);
  await stopProcess(LOAD.name, session);
  await snapshot('restore', name, environment, signal);
  const opened = new Disposer();
  try {
    return await act((await connect(config, environment, log, signal, opened)).through(SILENT));
  } finally {
    await opened.dispose();
  }
}

/** Whether a learner's own state is kept. Starts no sandbox. */
export async function isKept(environment: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<boolean> {
  return (await savedStates(environment, signal)).includes(BEFORE);
}

/** Bring back the learner's own state. @returns false when none was kept */
export async function bringBack(session: Session): Promise<boolean> {
  const { environment, signal, target } = session;
  await stopProcess(LOAD.name, session);
  if (target.kind === 'gke' || !(await isKept(environment, signal))) return false;
  await snapshot('restore', BEFORE, environment, signal);
  await snapshot('delete', BEFORE, environment, signal);
  return true;
}
