import { asRunbookError } from '../runner/outcome.ts';
import type { Session } from '../session/session.ts';

/** Something to know that does not stop the metric: `{ code: 'HPA_STABILIZED', text: '…' }`. */
export interface Note {
  readonly code: string;
  readonly text: string;
}

/** What was asked: commands and queries that a person can repeat. */
type Asked = { readonly asked?: readonly string[] };

/** The hop passes the metric on. */
export interface Passes extends Asked {
  readonly ok: true;
  readonly detail: string;
  readonly notes?: readonly Note[];
}

/** The hop does not pass the metric on, or nothing shows that it does (`unknown`, which does not end the search). */
export interface Breaks extends Asked {
  readonly ok: false;
  /** For tests and machines: `SCRAPE_PORT_NAME`. */
  readonly code: string;
  readonly certainty: 'certain' | 'likely' | 'unknown';
  readonly why: string;
  /** A command, or what to do. */
  readonly remedy: string;
  readonly evidence?: readonly string[];
}

/** The result at one hop. */
export type Finding = Passes | Breaks;

/** One station of a metric between the model server and the autoscaler. */
export interface Hop<Subject> {
  /** For tests and machines: `adapter`. */
  readonly id: string;
  readonly about: string;
  examine(session: Session, subject: Subject): Promise<Finding>;
}

export type Examined = Pick<Hop<unknown>, 'id' | 'about'> & Finding;

export const passes = (detail: string, more: Omit<Passes, 'ok' | 'detail'> = {}): Passes => ({
  ok: true,
  detail,
  ...more,
});

export const breaks = (
  code: string,
  why: string,
  remedy: string,
  more: Partial<Pick<Breaks, 'certainty' | 'evidence' | 'asked'>> = {},
): Breaks => ({ ok: false, code, certainty: 'certain', why, remedy, ...more });

/** Follow the metric up to the first hop that does not pass it on; later hops fail only as a consequence. */
export async function follow<Subject>(
  hops: readonly Hop<Subject>[],
  subject: Subject,
  session: Session,
): Promise<readonly Examined[]> {
  const examined: Examined[] = [];
  for (const { id, about, examine } of hops) {
    const finding = await examine(session, subject).catch((error: unknown) => {
      session.signal.throwIfAborted();
      const {
        code,
        message,
        evidence,
        remedy = 'Fix the error above, then run this command again.',
      } = asRunbookError(error);
      return breaks(code, message, remedy, { evidence, certainty: 'unknown' });
    });
    examined.push({ id, about, ...finding });
    if (!finding.ok && finding.certainty !== 'unknown') break;
  }
  return examined;
}

/** The hop at which the metric stops. A later hop that passes the metric on answers the unknown ones before it. */
export function stopsAt(examined: readonly Examined[]): Examined | undefined {
  const broken = examined.find((hop) => !hop.ok && hop.certainty !== 'unknown');
  if (broken) return broken;
  return examined.at(-1)?.ok ? undefined : examined.findLast(({ ok }) => !ok);
}
