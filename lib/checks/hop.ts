import { asRunbookError } from '../runner/outcome.ts';
import type { Session } from '../session/session.ts';

/** What was found at a hop: it passes the metric on, or why it does not and what to do. */
export type Finding =
  | { readonly ok: true; readonly detail: string }
  | { readonly ok: false; readonly why: string; readonly mend: string; readonly evidence?: readonly string[] };

/** One place that a metric passes on its way from the model server to the autoscaler. */
export interface Hop {
  /** For tests and machines: `adapter`. */
  readonly id: string;
  readonly about: string;
  examine(session: Session, metric: string): Promise<Finding>;
}

export type Examined = Pick<Hop, 'id' | 'about'> & Finding;

export const passes = (detail: string): Finding => ({ ok: true, detail });
export const breaks = (why: string, mend: string, evidence: readonly string[] = []): Finding => ({
  ok: false,
  why,
  mend,
  evidence,
});

/** Follow the metric from hop to hop up to the first that does not pass it on: what comes after can only suffer. */
export async function follow(hops: readonly Hop[], metric: string, session: Session): Promise<readonly Examined[]> {
  const examined: Examined[] = [];
  for (const { id, about, examine } of hops) {
    const finding = await examine(session, metric).catch((error: unknown) => {
      session.signal.throwIfAborted();
      const { message, evidence, remedy = 'Look at the evidence, then ask again.' } = asRunbookError(error);
      return breaks(message, remedy, evidence);
    });
    examined.push({ id, about, ...finding });
    if (!finding.ok) break;
  }
  return examined;
}
