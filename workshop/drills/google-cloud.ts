import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { agrees, isInteractive } from '../../lib/runner/confirm.ts';
import { isDone } from '../../lib/runner/examine.ts';
import { withGiven } from '../../lib/runner/with-given.ts';
import type { Session } from '../../lib/session/session.ts';
import type { Drill } from './drill.ts';
import { stepsOf } from './stages.ts';

/** @throws RunbookError USAGE: Google Cloud has no saved states */
export function refuseOnGoogleCloud({ target }: Session, verb: string): void {
  if (target.kind !== 'gke') return;
  throw new RunbookError('USAGE', `drill ${verb} works only on the sandbox, and TARGET is gke`, {
    remedy: 'npm run drill -- solve',
  });
}

/**
 * Ask before a drill breaks or repairs what is billed.
 * @throws RunbookError USAGE without a terminal, ABORTED when the answer is not yes
 */
export async function mustBeWanted(
  what: string,
  { target, config, log, signal }: Session,
  resume: string,
): Promise<void> {
  if (target.kind !== 'gke' || config.CONFIRM === 'never') return;
  const { PROJECT_ID, CLUSTER_NAME } = config;
  const text = `${what} changes or deletes real resources: project ${PROJECT_ID}, cluster ${CLUSTER_NAME}.`;
  if (!isInteractive())
    throw new RunbookError('USAGE', 'Confirmation is required, but this is not a terminal', {
      evidence: [text],
      remedy: `To confirm: CONFIRM=never ${resume}`,
    });
  log.write({ kind: 'note', text });
  if (!(await agrees('Continue?', signal))) throw new RunbookError('ABORTED', 'Cancelled: nothing was changed');
}

/** @throws RunbookError USAGE for a drill with faults of the sandbox, NOT_DONE when its stage is not there */
export async function mustStandAt({ id, faults, stage }: Drill, session: Session): Promise<void> {
  if (faults.length > 0) {
    const names = faults.map(({ name }) => name).join(', ');
    throw new RunbookError('USAGE', `Drill ${id} needs the sandbox (fault ${names}), and TARGET is gke`, {
      remedy: `TARGET=sandbox npm run drill -- start ${id}`,
    });
  }
  const steps = stepsOf(stage);
  if (steps.length === 0) throw nothingMayStand(id);
  for (const step of steps) {
    const { done, detail } = await isDone(step, session);
    if (done) continue;
    const last = steps.at(-1)!.id;
    throw new RunbookError('NOT_DONE', `Drill ${id} starts where ${last} is done; ${step.id} is not: ${detail}`, {
      remedy: withGiven(`npm start -- --to ${last} --keep`, session),
    });
  }
}

function nothingMayStand(id: string): RunbookError {
  return new RunbookError(
    'USAGE',
    `Drill ${id} starts in an empty project, and a project of Google Cloud may have others' resources`,
    {
      remedy: `TARGET=sandbox npm run drill -- start ${id}`,
    },
  );
}
