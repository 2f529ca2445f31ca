import type { Session } from '../../../lib/session/session.ts';
import { duration } from '../../../lib/wait/duration.ts';
import { during, type Moment, type Phase, readHistory, scaleOutIn } from './history.ts';

/** The load under which the learner's second replica came. */
export async function theScaleOut(session: Session): Promise<Phase | undefined> {
  return scaleOutIn(await readHistory(session));
}

/** The first requests find no queue, and a rate looks back for a minute. */
const SETTLED = duration('2m');

/** The part of that load that one replica served, once its queue is full. */
export async function oneReplica(
  session: Session,
): Promise<(Phase & { readonly moments: readonly Moment[] }) | undefined> {
  const history = await readHistory(session);
  const found = scaleOutIn(history);
  if (!found) return undefined;
  const middle = (found.from + found.to) / 2;
  const phase = { from: Math.min(found.from + SETTLED, middle), to: found.to };
  return { ...phase, moments: during(history, { from: found.from, to: found.to - 1 }) };
}

/** The most requests that waited, and that ran. */
export function peak(moments: readonly Moment[]): Pick<Moment, 'waiting' | 'running'> {
  return {
    waiting: Math.max(...moments.map(({ waiting }) => waiting)),
    running: Math.max(...moments.map(({ running }) => running)),
  };
}
