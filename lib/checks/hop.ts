import { asRunbookError } from '../runner/outcome.ts';
import type { Session } from '../session/session.ts';

/** The result at one hop: it passes the metric on, or why it does not and how to fix it. */
export type Finding =
  | { readonly ok: true; readonly detail: string }
  | { readonly ok: false; readonly why: string; readonly mend: string; readonly evidence?: readonly string[] };

/** One station of a metric between the model server and the autoscaler. */
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

/** Follow the metric up to the first hop that does not pass it on; later hops fail only as a consequence. */
export async function follow(hops: readonly Hop[], metric: string, session: Session): Promise<readonly Examined[]> {
  const examined: Examined[] = [];
  for (const { id, about, examine } of hops) {
    const finding = await examine(session, metric).catch((error: unknown) => {
      session.signal.throwIfAborted();
      const { message, evidence, remedy = 'Fix the error above, then run this command again.' } = asRunbookError(error);
      return breaks(message, remedy, evidence);
    });
    examined.push({ id, about, ...finding });
    if (!finding.ok) break;
  }
  return examined;
}
