import { type Command, kubectl } from '../command/command.ts';
import { commandFailed, type Execution } from '../command/execute.ts';
import { type Refusal, refusalOf } from '../command/refusal.ts';
import { warningsIn } from '../command/warnings.ts';
import { writeWhole } from '../config/folders.ts';
import type { Config } from '../config/index.ts';
import { explained, refused } from '../diagnosis/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import { spokenBy } from '../log/entry.ts';
import { type Session, shownLine } from '../session/session.ts';
import type { Action, Actions, Already } from '../step/step.ts';
import { type Manifest, rendered, renderedFile } from '../template/manifest.ts';
import { waitFor } from '../wait/wait.ts';

type Performers = {
  readonly [K in Action['kind']]: (action: Extract<Action, { kind: K }>, session: Session) => Promise<unknown>;
};

const PERFORM: Performers = {
  run: async ({ command, already }, session) => {
    const { exitCode } = await show(command, session, already);
    return exitCode === 0;
  },
  manifest: async (action, session) => {
    await writeWhole(renderedFile(action, session.config), await rendered(action));
    await show(manifestCommand(action, session.config), session);
    return true;
  },
  until: async ({ condition, alongside, fact }, session) => {
    if (!alongside) return waitFor(condition, session);
    const waited = new AbortController();
    const signal = AbortSignal.any([session.signal, waited.signal]);
    session.log.write({ kind: 'command', line: shownLine(session, alongside) });
    const following = follow(alongside, session, signal, (seen) => fact && session.report.append(fact, seen));
    try {
      return await waitFor(condition, session);
    } finally {
      waited.abort();
      await following;
    }
  },
  do: (action, session) => action.perform(session),
  together: async ({ branches }, session) => {
    // Every branch runs to its end before the first error is thrown.
    const ended = await Promise.allSettled(
      Object.entries(branches).map(([name, branch]) => {
        const own = session.through(spokenBy(name, session.log));
        return drive(branch, (one) => perform(one, own));
      }),
    );
    for (const end of ended) if (end.status === 'rejected') throw end.reason;
  },
};

/** Pass each action's value or error back to the generator, which may handle it; a list takes neither. */
export async function drive(actions: Actions, act: (action: Action) => Promise<unknown>): Promise<void> {
  const iterator = actions[Symbol.iterator]() as Iterator<Action, void, unknown>;
  for (let next = iterator.next(); !next.done; ) {
    try {
      const value = await act(next.value);
      next = iterator.next(value);
    } catch (error) {
      if (!iterator.throw) throw error;
      next = iterator.throw(error);
    }
  }
}

/** Perform an action. @returns the action's value */
export function perform(action: Action, session: Session): Promise<unknown> {
  return (PERFORM[action.kind] as (action: Action, session: Session) => Promise<unknown>)(action, session);
}

/** The command of an action, if it has one; a dry run prints it. */
export function commandOf(action: Action, config: Config): Command | undefined {
  if (action.kind === 'run') return action.command;
  if (action.kind === 'manifest') return manifestCommand(action, config);
  return action.kind === 'until' ? action.alongside : undefined;
}

function manifestCommand(action: Manifest, config: Config): Command {
  const namespace = action.namespace ? ['-n', action.namespace] : [];
  const ifThere = action.verb === 'delete' && '--ignore-not-found';
  return kubectl`${action.verb} -f ${renderedFile(action, config)} ${namespace} ${ifThere}`;
}

async function show(command: Command, session: Session, already?: Already): Promise<Execution> {
  session.log.write({ kind: 'command', line: shownLine(session, command) });
  const execution = await session.ask(command, session.signal, 'command');
  if (execution.exitCode !== 0) {
    const refusal = refusalOf(command, execution);
    if (!already || refusal?.kind !== already.kind)
      throw explained(commandFailed(session.complete(command), execution), refused(refusal));
    await mustBeOurs(already, session, refusal);
  }
  const { stdout, stderr } = execution;
  const text = execution.exitCode === 0 ? stdout || stderr : 'already done';
  if (text.trim() !== '') session.log.write({ kind: 'output', text });
  if (execution.exitCode === 0 && stdout !== '')
    for (const warning of warningsIn(stderr)) session.log.write({ kind: 'warning', text: warning });
  return execution;
}

async function mustBeOurs({ ours, what = 'It' }: Already, session: Session, refusal: Refusal): Promise<void> {
  if (!ours) return;
  const look = await ours.look(session, session.signal);
  if (look.state === 'met') return;
  const remedy = 'Choose another name, or delete it yourself if nobody needs it.';
  const foreign = `${what} exists but was not created by this runbook`;
  throw explained(new RunbookError('NOT_OURS', foreign, { remedy }), refused(refusal));
}

/** Pause before a command that is shown during a wait is restarted (ms of the target's time). */
const FOLLOW_AGAIN = 30_000;

/** Log the lines of a command during a wait; restarts it, since it fails before a pod exists. */
async function follow(
  command: Command,
  session: Session,
  signal: AbortSignal,
  record: (seen: readonly string[]) => void,
): Promise<void> {
  const seen = new Set<string>();
  while (!signal.aborted) {
    try {
      for await (const text of session.follow(command, signal)) {
        if (seen.has(text)) continue;
        seen.add(text);
        session.log.write({ kind: 'log-line', text });
      }
    } catch {
      // The wait itself reports errors.
    }
    await session.target.clock.sleep(FOLLOW_AGAIN, signal).catch(() => undefined);
  }
  record([...seen]);
}
