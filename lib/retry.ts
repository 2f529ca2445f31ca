import { BROKEN_CONNECTION, POLICY_CHANGED } from './diagnosis/passing.ts';
import type { Session } from './session.ts';
import { formatDuration } from './wait/duration.ts';

/** HTTP statuses after which the same request may succeed. */
export const TRANSIENT_STATUS: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);

/** Failures that pass, as gcloud, kubectl, their libraries and Node word them. What is not here is permanent. */
const TRANSIENT: readonly { readonly why: string; readonly pattern: RegExp }[] = [
  { why: 'too many requests', pattern: /code=429|HTTPError 429|status': '429'|Resource has been exhausted/ },
  {
    why: 'the service is unavailable',
    pattern:
      /code=50[0234]|HTTPError 50[0234]|status': '50[0234]'|HTTP Error 50[0234]|service is currently unavailable|Internal error encountered|Bad Gateway|Deadline exceeded/i,
  },
  { why: 'the connection broke', pattern: BROKEN_CONNECTION },
  {
    why: 'the connection broke',
    pattern: /ConnectionError|ConnectionResetError|EPIPE|unexpected EOF|TLS handshake timeout|i\/o timeout/i,
  },
  { why: 'there was no token', pattern: /print credential failed|Failed to retrieve access token/ },
  { why: 'somebody changed the policy meanwhile', pattern: POLICY_CHANGED },
  { why: 'somebody changed the policy meanwhile', pattern: /code=412.*etag|conditionNotMet/ },
  // The first cluster of a project makes it, and IAM learns of it a little later.
  { why: 'the identity pool of the project is not known yet', pattern: /Identity Pool does not exist/ },
  { why: 'somebody changed the object meanwhile', pattern: /the object has been modified/ },
  { why: 'another operation holds the cluster', pattern: /running incompatible operation/ },
  { why: 'the control plane is busy', pattern: /etcdserver: (request timed out|leader changed)/ },
];

/** Why a failure may pass; undefined for one that will not. */
export function transient(text: string): string | undefined {
  return TRANSIENT.find(({ pattern }) => pattern.test(text))?.why;
}

/** Attempts, and the first wait and the longest between them (ms of the target's time). */
const ATTEMPTS = 8;
const BACKOFF = { first: 1_000, longest: 30_000 } as const;

export type Retrying = Pick<Session, 'target' | 'log' | 'signal' | 'pace'>;

/**
 * Attempt, and again after a growing and jittered wait while the outcome is a failure that passes; each time is said.
 * @param passing why an outcome (a value or a thrown error) may be another next time
 * @returns the last attempt's value. @throws what the last attempt threw, or the signal's reason
 */
export async function retrying<T>(
  what: string,
  attempt: () => Promise<T>,
  passing: (outcome: { readonly value: T } | { readonly error: unknown }) => string | undefined,
  { target, log, signal, pace }: Retrying,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const outcome = await attempt().then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    signal.throwIfAborted();
    const why = tries < ATTEMPTS ? passing(outcome) : undefined;
    if (why === undefined) {
      if ('error' in outcome) throw outcome.error;
      return outcome.value;
    }
    const longest = Math.min(BACKOFF.first * 2 ** (tries - 1), BACKOFF.longest);
    const wait = longest * (0.5 + Math.random() / 2);
    log.write({
      kind: 'warning',
      text: `${what}: ${why}; again in ${formatDuration(wait)} (${tries + 1} of ${ATTEMPTS})`,
    });
    const waiting = pace('wait');
    await target.clock.sleep(wait, signal).finally(waiting.release);
  }
}

/** For what throws: the words of an error and of its causes. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { evidence = [] } = error as Error & { evidence?: readonly string[] };
  const cause = error.cause === undefined ? '' : wordsOf(error.cause);
  return [error.message, (error as NodeJS.ErrnoException).code ?? '', ...evidence, cause].join('\n');
}
