import { withVariables } from '../command/variable.ts';
import type { StepPlace } from '../log/entry.ts';
import type { Session } from '../session/session.ts';
import { type Action, type Actions, type Step, undoOf } from '../step/step.ts';
import { beside } from './beside.ts';
import { isDone } from './examine.ts';
import { drive, perform } from './perform.ts';
import { typed } from './typed.ts';

/** The runbook's steps and their commands, for the check of needed steps while a step waits. */
export interface RunbookSteps {
  readonly steps: readonly Step[];
  readonly commandOf: (step: Step) => string;
  /** The step's place in the run, for the log. */
  readonly place?: StepPlace | undefined;
}

/**
 * Run one step: skip it when it is done, otherwise perform its actions.
 * @throws RunbookError
 * @example
 * await runStep(serve, session);
 */
export async function runStep(step: Step, session: Session, needed?: RunbookSteps): Promise<void> {
  const { clock } = session.target;
  const started = { target: clock.now(), wall: performance.now() };
  const finish = (status: 'done' | 'already' | 'failed'): { elapsed: number; wall: number } => {
    const ended = clock.now();
    const times = { elapsed: ended - started.target, wall: performance.now() - started.wall };
    session.report.step({
      id: step.id,
      status,
      startedAt: new Date(started.target).toISOString(),
      endedAt: new Date(ended).toISOString(),
      simulatedSeconds: round(times.elapsed),
      wallSeconds: round(times.wall),
    });
    return times;
  };
  session.log.write({ kind: 'step', id: step.id, title: step.title, ...(needed?.place && { place: needed.place }) });
  try {
    const already =
      mayBeDone(step, session) && (await isDone(step, session)).done && !(await isUnderWay(step, session));
    if (!already) {
      await beside(step.during ?? [], session, (own) => {
        const watched = needed ? own.with({ collapse: collapseOf(step, needed, own) }) : own;
        return drive(step.actions(own), (action) => perform(action, watched));
      });
      for (const one of step.ends ?? []) await undoStep(one, session);
    }
    const status = already ? 'already' : 'done';
    const deletes = step.weight === 'deletes' && { deletes: true };
    session.log.write({ kind: 'step-done', id: step.id, status, ...deletes, ...finish(status) });
  } catch (error) {
    finish('failed');
    throw error;
  }
}

function collapseOf(step: Step, { steps, commandOf }: RunbookSteps, session: Session): Session['collapse'] {
  return async (signal) => (await import('./needs.ts')).watchNeededSteps(step, steps, session, signal, commandOf);
}

/** Undo a step. */
export async function undoStep(step: Step, session: Session): Promise<void> {
  await drive(undoOf(step, session), (action) => perform(action, session));
}

/** False after this run has done a step that this one needs, unless the step ran before, as in a notebook. */
function mayBeDone(step: Step, { report }: Session): boolean {
  const seen = report.data.steps.map(({ id }) => id);
  const justMade = report.data.steps.filter(({ status }) => status === 'done').map(({ id }) => id);
  return !step.readOnly && !step.repeats && (seen.includes(step.id) || !step.needs.some((id) => justMade.includes(id)));
}

/** Whether the step was interrupted: a step that it ends is still running. */
async function isUnderWay({ ends = [] }: Step, session: Session): Promise<boolean> {
  for (const one of ends) if ((await isDone(one, session)).done) return true;
  return false;
}

/** The parts of a session that a dry run uses. */
export type DryRunSession = Pick<Session, 'complete' | 'config' | 'log'> & {
  /** Writes the file that the command of a manifest names. */
  readonly write?: (manifest: Extract<Action, { kind: 'manifest' }>) => Promise<void>;
};

/** Print the exact commands of a step without executing them. */
export async function dryRun(actions: Actions, session: DryRunSession): Promise<void> {
  await drive(actions, async (action) => {
    if (action.kind === 'together') {
      for (const branch of Object.values(action.branches)) await dryRun(branch, session);
      return undefined;
    }
    if (action.kind === 'manifest') await session.write?.(action);
    const { meanwhile = [], lines, value } = typed(action, session.config, session.complete);
    const note =
      action.kind === 'until' ? `wait until ${action.condition.what}` : action.kind === 'do' ? action.what : undefined;
    const show = (line: string): void => session.log.write({ kind: 'command', line });
    for (const line of meanwhile) show(line);
    if (note !== undefined) session.log.write({ kind: 'note', text: `# ${withVariables(note)}` });
    for (const line of lines) show(line);
    if (action.kind === 'until') return value ?? action.condition.placeholder;
    return action.kind === 'do' ? action.placeholder : true;
  });
}

/** Release background work that may outlive the run. */
export function releaseBackground({ background }: Session): void {
  for (const [name, { release }] of background) {
    if (!release) continue;
    release();
    background.delete(name);
  }
}

/** Stop all background work, newest first. */
export async function stopBackground(session: Session): Promise<void> {
  const errors: unknown[] = [];
  for (const [name, job] of [...session.background].reverse()) {
    session.background.delete(name);
    await job.stop().catch((error: unknown) => errors.push(error));
  }
  if (errors.length > 0) throw errors[0];
}

const round = (ms: number): number => Math.round(ms) / 1000;
