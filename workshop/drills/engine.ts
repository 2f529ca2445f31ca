import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { drive, perform } from '../../lib/runner/perform.ts';
import { releaseBackground, runStep } from '../../lib/runner/runner.ts';
import type { Session } from '../../lib/session/session.ts';
import { load } from '../../runbook/10-load.ts';
import type { Text } from '../text.ts';
import type { Drill } from './drill.ts';
import { running, wanted } from './find.ts';
import { mustBeWanted, mustStandAt, refuseOnGoogleCloud } from './google-cloud.ts';
import { bringBack, onStage } from './ground.ts';
import { removeIncident } from './incident/record.ts';
import { type CurrentDrill, checked, readProgress, writeProgress } from './progress.ts';
import { switchOn } from './sandbox.ts';
import { type CheckedDrill, grade } from './verdict.ts';

/**
 * Start a drill. On the sandbox this keeps the present state, restores the drill's stage and breaks it, which restarts
 * the sandbox: the session is lost afterwards, open another one.
 * @throws RunbookError USAGE for an unknown drill, or one that cannot start on Google Cloud
 */
export async function startDrill(session: Session, id: string): Promise<Drill> {
  const drill = wanted(id);
  const progress = await readProgress();
  if (session.target.kind === 'gke') await startHere(drill, session);
  else await breakStage(drill, session);
  const current: CurrentDrill = { id, startedAt: new Date().toISOString(), hints: 0 };
  await writeProgress({ ...progress, current });
  return drill;
}

/** Start the running drill again. Its hints still count. */
export async function resetDrill(session: Session): Promise<Drill> {
  const { drill, current } = await running();
  refuseOnGoogleCloud(session, 'reset');
  await breakStage(drill, session);
  const again = { ...current, startedAt: new Date().toISOString() };
  await writeProgress({ ...(await readProgress()), current: again });
  return drill;
}

/**
 * End what runs, a drill or an incident, and bring back the state before it.
 * @returns the drill's id, if one was running. @throws RunbookError USAGE when nothing runs
 */
export async function stopDrill(session: Session): Promise<string | undefined> {
  const { current, results } = await readProgress();
  const ended = await removeIncident();
  if (!(await bringBack(session)) && !current && !ended) await running();
  await writeProgress({ results });
  return current?.id;
}

/** The next hint of the running drill, or the last one again. It counts in the result. Reads and writes only files. */
export async function hint(): Promise<{ readonly number: number; readonly text: Text }> {
  const { drill, current } = await running();
  const number = Math.min(current.hints + 1, drill.hints.length);
  await writeProgress({ ...(await readProgress()), current: { ...current, hints: number } });
  return { number, text: drill.hints[number - 1]! };
}

/** Ask the world how far the running drill is. Changes nothing in it. */
export async function checkDrill(session: Session): Promise<CheckedDrill> {
  const { drill, current } = await running();
  const verdict = await grade(drill, session);
  await writeProgress(checked(await readProgress(), verdict, new Date().toISOString()));
  return { ...verdict, hints: current.hints, solved: current.solved === true };
}

/**
 * Do what the solution says; the running drill then gives no points.
 * @param tell gets the reason of each part before its commands
 */
export async function solveDrill(session: Session, tell: (why: Text) => void = () => undefined): Promise<CheckedDrill> {
  const { drill, current } = await running();
  await mustBeWanted(`The solution of drill ${drill.id}`, session, 'npm run drill -- solve');
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
  await mustBeWanted(`Drill ${drill.id}`, session, `npm run drill -- start ${drill.id}`);
  await breakIt(drill, session);
}

function breakStage(drill: Drill, session: Session): Promise<void> {
  return onStage(drill.stage, session, async (own) => {
    for (const fault of drill.faults) await switchOn(own, fault);
    await breakIt(drill, own);
  });
}

/** Starts the load, which outlives this process. A restored sandbox has none. */
export async function putLoad(session: Session): Promise<void> {
  await runStep(load, session);
  releaseBackground(session);
}

/** Does to a stage what the drill says. The faults are on. @throws RunbookError INTERNAL */
export async function breakIt(drill: Drill, session: Session): Promise<void> {
  if (drill.load) await putLoad(session);
  try {
    await drive(drill.broken(session), (action) => perform(action, session));
  } catch (cause) {
    session.signal.throwIfAborted();
    const { id } = drill;
    throw new RunbookError('INTERNAL', `Drill ${id} did not start`, { cause, remedy: `npm run drill -- start ${id}` });
  }
}
