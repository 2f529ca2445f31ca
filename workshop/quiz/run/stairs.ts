import type { Session } from '../../../lib/session/session.ts';
import { median, tokensPerSecond } from './figures.ts';
import { during, loadOf, type Phase, readHistory } from './history.ts';

/** The loops of the loads of 03-explore, in their order. */
export const STAIRS = [32, 96, 160, 512] as const;

/** The last load with this many loops. */
export async function theLoad(loops: number, session: Session): Promise<Phase | undefined> {
  return loadOf(loops, await readHistory(session));
}

/** The requests that waited in the last load with this many loops: the usual number. */
export async function waitingIn(loops: number, session: Session): Promise<number | undefined> {
  const history = await readHistory(session);
  const phase = loadOf(loops, history);
  return phase && median(during(history, phase).map(({ waiting }) => waiting));
}

/** The smallest load with a queue; undefined unless all of them ran. */
export async function firstThatWaits(session: Session): Promise<number | undefined> {
  for (const loops of STAIRS) {
    const waiting = await waitingIn(loops, session);
    if (waiting === undefined) return undefined;
    if (waiting > 0) return loops;
  }
  return undefined;
}

/** Tokens a second in the last load with this many loops. */
export async function tokensWith(loops: number, session: Session): Promise<number | undefined> {
  const phase = await theLoad(loops, session);
  return phase && tokensPerSecond(phase, session);
}
