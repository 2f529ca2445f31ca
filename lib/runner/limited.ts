import { dirname, join } from 'node:path';
import { findProcess } from '../background/find.ts';
import { recordFile } from '../background/record.ts';
import { type BackgroundProcess, startProcess, stopProcess } from '../background/start.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import type { Session } from '../session/session.ts';
import type { Step } from '../step/step.ts';
import { formatLimit, type Limit, limitReached } from './limit.ts';
import { withSession } from './run.ts';
import type { Runbook } from './runbook.ts';
import { runStep } from './runner.ts';
import { endWatchdog, type WatchOrder } from './watchdog.ts';

/** What a runbook does when the limit of a run is reached. */
export interface Ending {
  /** A process of its own, which outlives the run and acts when the run did not. It gets a `WatchOrder`. */
  readonly watchdog: BackgroundProcess;
  /** @param keep the run keeps what it created */
  step(keep: boolean): Promise<Step>;
  /** The step for people: `park` or `delete everything`. */
  name(keep: boolean): string;
  /** Shows what is still billed afterwards. */
  report(session: Session): Promise<void>;
  /** How a person does the same by hand. */
  command(keep: boolean): string;
}

/** A run with a limit. */
export interface Limited {
  /** The run ended because of its limit. */
  readonly reached: boolean;
  readonly step: Promise<Step>;
  /** How a person does the same by hand. */
  readonly command: string;
  /** What stands after a run that was interrupted. */
  readonly remains: string;
  /** The run is over: nothing is left to watch, or the watchdog goes on. */
  finish(session: Session): Promise<void>;
}

/**
 * Watch the limit of a run: here, and in a process that outlives the run.
 * @param stop ends the run with a reason
 * @throws RunbookError USAGE for a runbook without an ending
 */
export async function beginLimited(
  limit: Limit,
  {
    keep,
    runbook,
    session,
    stop,
  }: {
    keep: boolean;
    runbook: Pick<Runbook, 'ending' | 'billed'>;
    session: Session;
    stop: (reason: unknown) => void;
  },
): Promise<Limited> {
  const { ending, billed } = runbook;
  if (!ending) throw new RunbookError('USAGE', 'This runbook does not support --max-hours and --budget');
  const { clock } = session.target;
  const over = new AbortController();
  const signal = AbortSignal.any([session.signal, over.signal]);
  const since = clock.now();
  const { name } = ending.watchdog;
  await stopProcess(name, session);
  await startProcess({ ...ending.watchdog, input: { limit, keep, since } satisfies WatchOrder }, session);
  session.background.get(name)?.release?.();
  session.background.delete(name);
  session.log.write({ kind: 'note', text: await announcement(limit, keep, ending, session) });
  // A sleeping timer must not keep the process alive.
  session.background.set('limit', { stop: async () => over.abort() });
  const limited = { reached: false };
  limitReached(limit, { clock, signal, since, list: async () => (await billed?.(session)) ?? [] }).then(
    (why) => {
      limited.reached = true;
      stop(new RunbookError('LIMIT_REACHED', `The limit of this run is reached: ${why}`));
    },
    () => undefined,
  );
  const remains = `The limit of this run still applies (${formatLimit(limit)}): then this computer will ${ending.name(keep)}. To do it now: ${ending.command(keep)}`;
  return {
    get reached() {
      return limited.reached;
    },
    step: ending.step(keep),
    command: ending.command(keep),
    remains,
    finish: async (own) => {
      if (keep) own.log.write({ kind: 'note', text: remains });
      else await stopProcess(name, own);
    },
  };
}

/** After a run that its limit ended: does what the watchdog would do, which then ends. @returns the exit code */
export async function endLimited(
  { step, command }: Limited,
  runbook: Runbook,
  { stopTarget }: { stopTarget: boolean },
): Promise<number> {
  const { stillBilled } = runbook;
  const options = { environment: process.env, stopTarget, acts: true, resume: () => command, stillBilled, runbook };
  const ending = await step;
  return withSession(options, async (session) => {
    await runStep(ending, session);
    if (!runbook.ending) return;
    await endWatchdog(runbook.ending.watchdog, session);
    await runbook.ending.report(session);
  });
}

async function announcement(limit: Limit, keep: boolean, ending: Ending, session: Session): Promise<string> {
  const file = recordFile(ending.watchdog.name, session);
  const pid = (await findProcess(file))?.pid;
  return [
    `Limit of this run: ${formatLimit(limit)}. At the limit the run will ${ending.name(keep)} (${ending.command(keep)}).`,
    `Process ${pid} on this computer enforces the limit even if this run or its terminal ends. Its log: ${join(dirname(file), `${ending.watchdog.name}.log`)}`,
    'It cannot act while this computer is off, asleep or offline, or after the login of gcloud has expired.',
    'To enforce a limit from inside the cluster: npm run guard -- --help',
  ].join('\n');
}
