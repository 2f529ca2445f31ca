import { RunbookError } from '../errors/runbook-error.ts';
import { TRANSIENT_STATUS } from '../retry/retry.ts';
import type { Clock } from '../target/clock.ts';

const ATTEMPTS = 6;
/** The first wait and the longest, in target-clock milliseconds. */
const BACKOFF = { first: 500, longest: 16_000 } as const;

/** How one attempt failed: with an HTTP status, or (without one) before there was an answer. */
export class Refusal extends Error {
  readonly status: number | undefined;
  /** What the API asks for, in milliseconds. */
  readonly retryAfter: number;

  constructor(message: string, options: { status?: number; retryAfter?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.status = options.status;
    this.retryAfter = options.retryAfter ?? 0;
  }
}

/**
 * Attempt, and again after a growing and jittered wait as long as the refusals are transient.
 * @throws RunbookError METRICS_QUERY with the API's own message; the signal's reason when it is aborted
 */
export async function retrying<T>(
  what: string,
  attempt: () => Promise<T>,
  { clock, signal }: { readonly clock: Clock; readonly signal?: AbortSignal },
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      signal?.throwIfAborted();
      return await attempt();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof Refusal)) throw error;
      const transient = error.status === undefined || TRANSIENT_STATUS.has(error.status);
      if (!transient || tries === ATTEMPTS) throw failure(what, error, tries);
      const longest = Math.min(BACKOFF.first * 2 ** tries, BACKOFF.longest);
      await clock.sleep(Math.max(error.retryAfter, longest * (0.5 + Math.random() / 2)), signal);
    }
  }
}

function failure(what: string, { message, status, cause }: Refusal, tries: number): RunbookError {
  const evidence = [what, `${status === undefined ? 'no answer' : `HTTP ${status}`}: ${message}`];
  if (tries > 1) evidence.push(`tried ${tries} times`);
  return new RunbookError(
    'METRICS_QUERY',
    `The metrics API ${status === undefined ? 'does not answer' : 'refused'}: ${message}`,
    {
      evidence,
      cause,
    },
  );
}
