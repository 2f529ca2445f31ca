import type { Refusal, RefusalKind } from '../command/refusal.ts';
import { isAnsweredByPods } from '../diagnosis/seen.ts';
import type { Session } from '../session/session.ts';
import { formatDuration } from '../wait/duration.ts';

/** HTTP statuses after which the same request may succeed. */
export const TRANSIENT_STATUS: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);

/** Refusals that pass by themselves, and why each does. What is not here is permanent. */
const PASSING: Partial<Readonly<Record<RefusalKind, string>>> = {
  busy: 'another operation holds the cluster',
  conflict: 'somebody changed it meanwhile',
  disconnected: 'the connection broke',
  noToken: 'there was no token',
  terminating: 'what had its name is still being deleted',
  throttled: 'too many requests',
  unavailable: 'the service is unavailable',
};

/** Why a refusal may be another answer next time; undefined for one that will not, and for none. */
export function transient(refusal: Refusal | undefined): string | undefined {
  return refusal && !isAnsweredByPods(refusal) ? PASSING[refusal.kind] : undefined;
}

/** Codes of Node, its fetch and its TLS for a connection that did not come about or broke. */
const CONNECTION: ReadonlySet<unknown> = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET',
]);

/** google.rpc.Code by number, as Google's clients may name an error. */
const HTTP_OF_RPC: Readonly<Record<number, number>> = { 4: 504, 8: 429, 13: 500, 14: 503 };

/** Why what was thrown (by fetch, Google's clients or a command) may be another next time: by the codes of its causes. */
export function passingError(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, status, name, cause, kind } = error as Record<string, unknown>;
  if (typeof kind === 'string') return transient(error as Refusal);
  if (CONNECTION.has(code)) return 'the connection broke';
  if (name === 'TimeoutError') return 'there was no answer in time';
  const answered = [status, code].find((one): one is number => typeof one === 'number');
  if (answered === undefined) return passingError(cause);
  const http = HTTP_OF_RPC[answered] ?? answered;
  return TRANSIENT_STATUS.has(http) ? `HTTP ${http}` : undefined;
}

/** Attempts, and the first wait and the longest between them (ms of the target's time). */
const ATTEMPTS = 8;
const BACKOFF = { first: 1_000, longest: 30_000 } as const;

/** What a retry waits by, and where it is said. */
export interface Retrying {
  readonly target: Pick<Session['target'], 'clock'>;
  readonly signal: AbortSignal;
  readonly log?: Session['log'];
  readonly pace?: Session['pace'];
}

/** Why an outcome may be another next time, and how long the API asks to wait at least (ms). */
export interface Passing {
  readonly why: string;
  readonly after?: number;
}

/**
 * Attempt, and again after a growing and jittered wait while the outcome is a failure that passes; each time is said.
 * @param passing why an outcome (a value or a thrown error) may be another next time
 * @returns the last attempt's value. @throws what the last attempt threw, or the signal's reason
 */
export async function retrying<T>(
  what: string,
  attempt: () => Promise<T>,
  passing: (outcome: { readonly value: T } | { readonly error: unknown }) => string | Passing | undefined,
  { target, log, signal, pace }: Retrying,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const outcome = await attempt().then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    signal.throwIfAborted();
    const found = tries < ATTEMPTS ? passing(outcome) : undefined;
    if (found === undefined) {
      if ('error' in outcome) throw outcome.error;
      return outcome.value;
    }
    const { why, after = 0 } = typeof found === 'string' ? { why: found } : found;
    const longest = Math.min(BACKOFF.first * 2 ** (tries - 1), BACKOFF.longest);
    const wait = Math.max(after, longest * (0.5 + Math.random() / 2));
    log?.write({
      kind: 'warning',
      text: `${what}: ${why}; again in ${formatDuration(wait)} (${tries + 1} of ${ATTEMPTS})`,
    });
    const waiting = pace?.('wait');
    await target.clock.sleep(wait, signal).finally(() => waiting?.release());
  }
}
