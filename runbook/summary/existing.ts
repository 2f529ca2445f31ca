import type { Item } from '../../lib/ownership/inventory.ts';
import { inventory } from '../../lib/ownership/inventory.ts';
import { asRunbookError } from '../../lib/runner/outcome.ts';
import type { Ended } from '../../lib/runner/summary.ts';
import type { Session } from '../../lib/session/session.ts';
import { ours } from '../cleanup/ours.ts';
import { serverAddress } from '../model-server/exposure.ts';

/** What exists after a run. */
export interface Existing {
  readonly text: string;
  readonly isEmpty: boolean;
  /** `host:port` of the model server, if one answers outside of this run. */
  readonly address: string | undefined;
}

const CLEANUP = '99-cleanup';

/** Asks once. A question that fails says so, and does not fail the run. */
export async function existing(session: Session, { steps }: Ended): Promise<Existing> {
  // The cleanup has just proved it.
  if (steps.at(-1)?.id === CLEANUP) return { text: deleted(session), isEmpty: true, address: undefined };
  try {
    const items = (await inventory(session, ours(session))).filter(({ owner }) => owner !== 'unknown');
    const address = items.some(({ kind }) => kind === 'cluster') ? await addressOf(session) : undefined;
    return { text: items.length === 0 ? 'nothing exists' : counted(items), isEmpty: items.length === 0, address };
  } catch (error) {
    session.signal.throwIfAborted();
    return { text: `unknown: ${asRunbookError(error).message}`, isEmpty: false, address: undefined };
  }
}

function deleted({ config: { GSBUCKET, KEEP_BUCKET } }: Session): string {
  return `everything is deleted${KEEP_BUCKET === 'on' ? `, except bucket gs://${GSBUCKET} (KEEP_BUCKET=on)` : ''}`;
}

/** `1 cluster, 3 machines, 1 bucket`. */
function counted(items: readonly Item[]): string {
  const counts = new Map<Item['kind'], number>();
  for (const { kind } of items) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${kind}${count === 1 ? '' : 's'}`).join(', ');
}

/** `host:port` of the model server, once its Service has one; undefined with a port-forward. */
export async function addressOf(session: Session): Promise<string | undefined> {
  if (session.config.EXPOSE === 'port-forward') return undefined;
  const look = await serverAddress(session).look(session, session.signal);
  return look.state === 'met' ? look.value : undefined;
}
