import type { Seen, Speaker } from '../diagnosis/index.ts';
import type { RunbookError } from '../errors/runbook-error.ts';
import type { Session } from '../session/session.ts';

/** One look at the world: it is so, it is not so yet, or it can no longer become so. */
export type Look<T> =
  | { readonly state: 'met'; readonly value: T; readonly progress: string }
  | { readonly state: 'pending'; readonly progress: string }
  | { readonly state: 'failed'; readonly error: RunbookError };

/**
 * A named question about the world, with what a dry run takes for its value and how long a wait may take (ms).
 * @example
 * const cold: Condition = { what: 'the cache is empty', placeholder: 0, timeout: duration('5m'),
 *   look: async (session) => ((await size(session)) === 0 ? met(0) : pending('it holds something')) };
 */
export interface Condition<T = unknown> {
  /** A statement that is true once the condition is met: `the cluster vllm-tpu is running`. */
  readonly what: string;
  /** What a dry run takes for the value. */
  readonly placeholder: T;
  /** How long to wait for it, in milliseconds of the target's time. */
  readonly timeout: number;
  /** Once met, the value stays the same for the whole run: it is asked for once. */
  readonly stable?: boolean;
  /** Whose words its progress is, where a cause can be read from them. */
  readonly speaker?: Speaker;
  /** One look. Asks only, changes nothing. @param since when the wait began (ms of the target's clock): what ended before is of the past */
  look(session: Session, signal: AbortSignal, since?: number): Promise<Look<T>>;
  /** A look at every change, where the API has a watch. */
  watch?(session: Session, signal: AbortSignal, since?: number): AsyncIterable<Look<T>>;
  /** Why it is still not so: events, log lines. Asked when a wait stalls or gives up. */
  evidence?(session: Session, signal: AbortSignal, since?: number): Promise<readonly Seen[]>;
}

/**
 * A look: it is so, with what a wait gives back.
 * @example
 * return met(address, `it is ${address}`);
 */
export const met = <T>(value: T, progress = 'done'): Look<T> => ({ state: 'met', value, progress });
/**
 * A look: it is not so; `progress` says what is seen instead.
 * @example
 * return pending('2 of 4 pods are ready');
 */
export const pending = (progress: string): Look<never> => ({ state: 'pending', progress });
/**
 * A look: it can no longer become so, and a wait for it ends with this error.
 * @example
 * return failed(new RunbookError('WAIT_FAILED', 'The job has failed'));
 */
export const failed = (error: RunbookError): Look<never> => ({ state: 'failed', error });
