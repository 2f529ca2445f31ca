import { grouped } from '../diagnosis/text/unknown.ts';
import type { Session } from '../session/session.ts';
import type { Condition } from './condition.ts';
import { resumed } from './resumed.ts';

/** Kubernetes repeats a warning; each is logged once. */
const LONGEST = 300;

/** Waits shorter than this (ms of the target's time) end before a watch of the warnings starts. */
const SOON = 10_000;

/** Log each new warning about what is waited for, as it comes. @param told called after each */
export async function tellWarnings(
  warnings: NonNullable<Condition['warnings']>,
  session: Session,
  signal: AbortSignal,
  since: number,
  told: () => void,
): Promise<void> {
  await session.target.clock.sleep(SOON, signal);
  const known = new Set<string>();
  const watched = resumed('events', () => warnings(session, signal, since), session, signal);
  for await (const text of watched) {
    const { key } = grouped([text])[0]!;
    if (known.has(key)) continue;
    known.add(key);
    session.log.write({ kind: 'warning', text: text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text });
    told();
  }
}
