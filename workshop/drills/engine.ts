import { RunbookError } from '../../lib/errors/runbook-error.ts';
import type { Log } from '../../lib/log/entry.ts';
import { drive, perform } from '../../lib/runner/perform.ts';
import { connect } from '../../lib/runner/run.ts';
import { releaseBackground, runStep } from '../../lib/runner/runner.ts';
import { Disposer } from '../../lib/session/disposer.ts';
import type { Session } from '../../lib/session/session.ts';
import { load } from '../../runbook/10-load.ts';
import type { Text } from '../text.ts';
import type { Drill } from './drill.ts';
import { running, wanted } from './find.ts';
import { mustStandAt, refuseOnGoogleCloud } from './google-cloud.ts';
import { type CurrentDrill, checked, readProgress, writeProgress } from './progress.ts';
import { savedStates, snapshot, switchOn } from './sandbox.ts';
import { prepareStage } from './stages.ts';
import { grade, type Verdict } from './verdict.ts';

/** The learner's own state, while a drill runs. */
const BEFORE = 'before-drill';

const SILENT: Log = { write: () => undefined };

/**
 * Start a drill. On the sandbox this keeps the present state, restores the drill's stage and breaks it, which restarts
 * the sandbox: the session is lost afterwards, open another one.
 * @throws RunbookError USAGE for an unknown drill, or one that cannot start on Google Cloud
 */
export async function startDrill(session: Session, id: string): Promise<Drill> {
  const drill = wanted(id);
  const progress = await readProgress();
  if (session.target.kind === 'gke') await startHere(drill, session);
  else {
    const stage = await prepareStage(drill.stage, session);
    // While a drill runs, the present state is that drill's.
    if (!progress.current) await snapshot('save', BEFORE, session.environment);
    await restoreAndBreak(drill, stage, session);
  }
  const current: CurrentDrill = { id, startedAt: new Date().toISOString(), hints: 0 };
  await writeProgress({ ...progress, current });
  return drill;
}

/** Start the running drill again. Its hints still count. */
export async function resetDrill(session: Session): Promise<Drill> {
  const { drill, current } = await running();
  refuseOnGoogleCloud(session, 'reset');
  await restoreAndBreak(drill, await prepareStage(drill.stage, session), session);
  const again = { ...current, startedAt: new Date().toISOString() };
  await writeProgress({ ...(await readProgress()), current: again });
  return drill;
}

/** End the running drill, and bring back the state before it. */
export async function stopDrill(session: Session): Promise<Drill> {
  const { drill } = await running();
  const { results } = await readProgress();
  if (session.target.kind === 'sandbox' && (await savedStates(session.environment)).includes(BEFORE)) {
    await snapshot('restore', BEFORE, session.environment);
    await snapshot('delete', BEFORE, session.environment);
  }
  await writeProgress({ results });
  return drill;
}

/** The next hint of the running drill, or the last one again. It counts in the result. */
export async function hint(_session?: Session): Promise<{ readonly number: number; readonly text: Text }> {
  const { drill, current } = await running();
  const number = Math.min(current.hints + 1, drill.hints.length);
  await writeProgress({ ...(await readProgress()), current: { ...current, hints: number } });
  return { number, text: drill.hints[number - 1]! };
}

/** Ask the world how far the running drill is. Changes nothing in it. */
export async function checkDrill(session: Session): Promise<Verdict> {
  const { drill } = await running();
  const verdict = await grade(drill, session);
  await writeProgress(checked(await readProgress(), verdict, new Date().toISOString()));
  return verdict;
}

/**
 * Do what the solution says; the running drill then gives no points.
 * @param tell gets the reason of each part before its commands
 */
export async function solveDrill(session: Session, tell: (why: Text) => void = () => undefined): Promise<Verdict> {
  const { drill, current } = await running();
  await writeProgress({ ...(await readProgress()), current: { ...current, solved: true } });
  for (const { why, actions } of drill.solution(session)) {
    tell(why);
    await drive(actions, (action) => perform(action, session));
  }
  return checkDrill(session);
}

/** On Google Cloud the world is what it is. */
async function startHere(drill: Drill, session: Session): Promise<void> {
  await mustStandAt(drill, session);
  await breakIt(drill, session);
}

async function restoreAndBreak(drill: Drill, stage: string, { config, environment, log, signal }: Session) {
  await snapshot('restore', stage, environment);
  const opened = new Disposer();
  try {
    const session = await connect(config, environment, log, signal, opened);
    for (const fault of drill.faults) await switchOn(session, fault);
    // Its commands would name the cause.
    await breakIt(drill, session.through(SILENT));
  } finally {
    await opened.dispose();
  }
}

/** Does to a stage what the drill says. The faults are on. @throws RunbookError INTERNAL */
export async function breakIt(drill: Drill, session: Session): Promise<void> {
  if (drill.load) {
    await runStep(load, session);
    releaseBackground(session);
  }
  try {
    await drive(drill.broken(session), (action) => perform(action, session));
  } catch (cause) {
    session.signal.throwIfAborted();
    const { id } = drill;
    throw new RunbookError('INTERNAL', `Drill ${id} did not start`, { cause, remedy: `npm run drill -- start ${id}` });
  }
}
