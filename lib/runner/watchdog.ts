import { findProcess } from '../background/find.ts';
import { recordFile } from '../background/record.ts';
import type { BackgroundProcess } from '../background/start.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import type { Session } from '../session/session.ts';
import { formatLimit, type Limit } from './limit.ts';

/** What a watchdog has to know; also its snapshot. */
export interface WatchOrder {
  readonly limit: Limit;
  readonly keep: boolean;
  /** ms of the target's clock */
  readonly since: number;
}

/** A process that enforces the limit of a run (`Ending`). */
type Watchdog = Pick<BackgroundProcess, 'name'>;

/**
 * End the watchdog of an earlier run: what it guards is gone, or is wanted back. Does nothing within the watchdog, which
 * runs the same steps. A failure is a warning.
 * @returns whether there was one
 */
export function endWatchdog(watchdog: Watchdog, session: Session): Promise<boolean> {
  return withWatchdog(watchdog, session, async ({ pid, stop, order: { limit } }) => {
    await stop();
    const text = `The limit ${formatLimit(limit)} no longer applies: its process ${pid} has ended.`;
    session.log.write({ kind: 'note', text });
  });
}

/**
 * Say that the watchdog of an earlier run is going to act on what this run creates.
 * @param does what happens at its limit: `remove the TPU nodes`
 * @returns whether there is one
 */
export function tellWatchdog(watchdog: Watchdog, session: Session, does: (keep: boolean) => string): Promise<boolean> {
  return withWatchdog(watchdog, session, async ({ pid, order: { limit, since, keep } }) => {
    const from = new Date(since).toISOString().slice(0, 16).replace('T', ' ');
    const text = [
      `The limit of an earlier run still applies: ${formatLimit(limit)} since ${from} UTC. At the limit, process ${pid} on this computer will ${does(keep)}.`,
      `To end that limit: kill ${pid}`,
    ].join('\n');
    session.log.write({ kind: 'warning', text });
  });
}

interface Found {
  readonly pid: number;
  readonly order: WatchOrder;
  stop(): Promise<unknown>;
}

async function withWatchdog(
  { name }: Watchdog,
  session: Session,
  act: (found: Found) => Promise<void>,
): Promise<boolean> {
  try {
    const found = await findProcess(recordFile(name, session));
    if (!found || found.pid === process.pid) return false;
    await act({ ...found, order: found.snapshot as WatchOrder });
    return true;
  } catch (error) {
    session.signal.throwIfAborted();
    if (!(error instanceof RunbookError)) throw error;
    session.log.write({ kind: 'warning', text: [error.message, error.remedy].filter(Boolean).join('\n') });
    return false;
  }
}
