import { type Command, kubectl } from '../command/command.ts';
import { commandFailed } from '../command/execute.ts';
import { refusalOf } from '../command/refusal.ts';
import { writeWhole } from '../config/folders.ts';
import { explained, refused } from '../diagnosis/index.ts';
import { type Session, shownLine } from '../session/session.ts';
import type { Action, Step } from '../step/step.ts';
import { type Manifest, rendered, renderedFile } from '../template/manifest.ts';
import { EXIT } from './exit.ts';
import { drive } from './perform.ts';
import { withSession } from './run.ts';
import type { Runbook } from './runbook.ts';

/** The exit codes of `kubectl diff`; above them kubectl or diff failed. */
const SAME = 0;
const DIFFERENT = 1;

/**
 * Show what the manifests of the steps would change in the cluster. Changes nothing: the server answers `kubectl diff`
 * with a dry run.
 * @returns the exit codes of kubectl diff: 0 no difference, 1 some, 2 failed; 130 after Ctrl-C
 */
export async function printDiff(steps: readonly Step[], runbook: Runbook, again: string): Promise<number> {
  let different = 0;
  const options = { environment: process.env, stopTarget: false, resume: () => again, runbook };
  const code = await withSession(options, async (session) => {
    different = await differences(steps, session);
  });
  if (code === EXIT.failed) return EXIT.usage;
  return code === EXIT.done && different > 0 ? DIFFERENT : code;
}

/** Logs the differences of each manifest. @returns the number of manifests that differ */
export async function differences(steps: readonly Step[], session: Session): Promise<number> {
  const { CLUSTER_NAME } = session.config;
  if (!(await session.cluster.cluster(CLUSTER_NAME))) {
    session.log.write({ kind: 'note', text: `Cluster ${CLUSTER_NAME} does not exist: a run creates every object.` });
    return 1;
  }
  const found: boolean[] = [];
  for (const step of steps.filter(({ weight }) => weight !== 'deletes')) {
    let headed = false;
    await drive(step.actions(session), async (action) => {
      if (action.kind !== 'manifest' || action.verb === 'delete') return foreseen(action, session);
      if (!headed) session.log.write({ kind: 'step', id: step.id, title: step.title });
      headed = true;
      found.push(await differs(action, session));
      return true;
    });
  }
  const different = found.filter(Boolean).length;
  const text =
    found.length === 0 ? 'These steps apply no manifests.' : `${different} of ${found.length} manifests differ.`;
  session.log.write({ kind: 'note', text });
  return different;
}

/** The value of an action as a run would get it now, or its placeholder. Only looks. */
async function foreseen(action: Action, session: Session): Promise<unknown> {
  if (action.kind === 'until') {
    const look = await action.condition.look(session, session.signal).catch(() => undefined);
    session.signal.throwIfAborted();
    return look?.state === 'met' ? look.value : action.condition.placeholder;
  }
  if (action.kind !== 'do') return true;
  // Questions, such as whether somebody else's object exists.
  if (action.shell?.kind !== 'decide') return action.placeholder;
  return action.perform(session);
}

async function differs(action: Manifest, session: Session): Promise<boolean> {
  await writeWhole(renderedFile(action, session.config), await rendered(action));
  const command = diffOf(action, session);
  session.log.write({ kind: 'command', line: shownLine(session, command) });
  const execution = await session.ask(command, session.signal, 'command');
  const note = (text: string): void => session.log.write({ kind: 'note', text });
  if (execution.exitCode === SAME) {
    note('no difference');
    return false;
  }
  if (execution.exitCode === DIFFERENT && execution.stdout.trim() !== '') {
    session.log.write({ kind: 'output', text: execution.stdout, whole: true });
    return true;
  }
  const refusal = refusalOf(command, execution);
  if (refusal?.kind !== 'notFound')
    throw explained(commandFailed(session.complete(command), execution), refused(refusal));
  note(`${refusal.message}: a run creates every object of this file`);
  return true;
}

function diffOf(action: Manifest, { config }: Session): Command {
  const namespace = action.namespace ? ['-n', action.namespace] : [];
  return kubectl`diff -f ${renderedFile(action, config)} ${namespace}`;
}
