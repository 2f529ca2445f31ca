import { RunbookError } from '../errors/runbook-error.ts';
import { type Passing, retrying, TRANSIENT_STATUS } from '../retry/retry.ts';
import type { Clock } from '../target/clock.ts';

/** A failed attempt: with an HTTP status, or without an answer. */
export class Refusal extends Error {
  readonly status: number | undefined;
  /** The pause that the API requests, in milliseconds. */
  readonly retryAfter: number;

  constructor(message: string, options: { status?: number; retryAfter?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.status = options.status;
    this.retryAfter = options.retryAfter ?? 0;
  }
}

/**
 * Call the metrics API, with retries of transient refusals.
 * @throws RunbookError METRICS_QUERY with the API's message; the signal's reason after an abort
 */
export async function asking<T>(
  what: string,
  attempt: () => Promise<T>,
  {
    clock,
    signal = new AbortController().signal,
  }: { readonly clock: Clock; readonly signal?: AbortSignal | undefined },
): Promise<T> {
  let tries = 0;
  const counted = (): Promise<T> => {
    tries++;
    return attempt();
  };
  signal.throwIfAborted();
  try {
    return await retrying(what, counted, (outcome) => ('error' in outcome ? passes(outcome.error) : undefined), {
      target: { clock },
      signal,
    });
  } catch (error) {
    throw error instanceof Refusal ? failure(what, error, tries) : error;
  }
}

function passes(error: unknown): Passing | undefined {
  if (!(error instanceof Refusal)) return undefined;
  const { status, retryAfter } = error;
  const isPassing = status === undefined || TRANSIENT_STATUS.has(status);
  return isPassing ? { why: status === undefined ? 'no answer' : `HTTP ${status}`, after: retryAfter } : undefined;
}

function failure(what: string, { message, status, cause }: Refusal, tries: number): RunbookError {
  const evidence = [what, `${status === undefined ? 'no answer' : `HTTP ${status}`}: ${message}`];
  if (tries > 1) evidence.push(`tried ${tries} times`);
  const failed = status === undefined ? 'does not answer' : 'refused';
  return new RunbookError('METRICS_QUERY', `The metrics API ${failed}: ${message}`, { evidence, cause });
}
