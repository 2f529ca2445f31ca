import type { Refusal, RefusalKind } from '../command/refusal.ts';
import { isAnsweredByPods } from '../diagnosis/seen.ts';
import { BROKEN } from '../errors/connection-codes.ts';
import type { Session } from '../session/session.ts';
import { formatDuration } from '../wait/duration.ts';

/** HTTP statuses that a retry may resolve. */
export const TRANSIENT_STATUS: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);

/** Transient refusals, with their reasons. All others are permanent. */
const PASSING: Partial<Readonly<Record<RefusalKind, string>>> = {
  busy: 'another operation holds the cluster',
  conflict: 'concurrent change',
  disconnected: 'the connection broke',
  expired: 'the list has changed since',
  noToken: 'no token',
  terminating: 'the previous object is still being deleted',
  throttled: 'too many requests',
  unavailable: 'the service is unavailable',
};

/** The reason to retry a refusal; undefined for a permanent one and for none. */
export function transient(refusal: Refusal | undefined): string | undefined {
  return refusal && !isAnsweredByPods(refusal) ? PASSING[refusal.kind] : undefined;
}

/** HTTP statuses by google.rpc.Code, which Google's clients may use in errors. */
const HTTP_OF_RPC: Readonly<Record<number, number>> = { 4: 504, 8: 429, 13: 500, 14: 503 };

/** The reason to retry after an error of fetch, Google's clients or a command, by the codes of its causes. */
export function passingError(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, status, name, cause, kind } = error as Record<string, unknown>;
  if (typeof kind === 'string') return transient(error as Refusal);
  if (BROKEN.has(code)) return 'the connection broke';
  if (name === 'TimeoutError') return 'no answer in time';
  const answered = [status, code].find((one): one is number => typeof one === 'number');
  if (answered === undefined) return passingError(cause);
  const http = HTTP_OF_RPC[answered] ?? answered;
  return TRANSIENT_STATUS.has(http) ? `HTTP ${http}` : undefined;
}

/** The number of attempts; the first and the longest wait between them (ms of the target's time). */
const ATTEMPTS = 8;
const BACKOFF = { first: 1_000, longest: 30_000 } as const;

/** The clock and the log of a retry. */
export interface Retrying {
  readonly target: Pick<Session['target'], 'clock'>;
  readonly signal: AbortSignal;
  readonly log?: Session['log'];
  readonly pace?: Session['pace'];
}

/** The reason to retry, and the shortest wait that the API requests (ms). */
export interface Passing {
  readonly why: string;
  readonly after?: number;
}

/**
 * Attempt something, with logged retries of transient failures after growing, jittered waits.
 * @param passing the reason to retry an outcome (a value or a thrown error)
 * @returns the value of the last attempt. @throws the error of the last attempt, or the signal's reason
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
      text: `${what}: ${why}; retrying in ${formatDuration(wait)} (attempt ${tries + 1} of ${ATTEMPTS})`,
    });
    const waiting = pace?.('wait');
    await target.clock.sleep(wait, signal).finally(() => waiting?.release());
  }
}
