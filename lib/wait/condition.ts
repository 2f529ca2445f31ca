import type { Words } from '../command/command.ts';
import type { Seen, Speaker } from '../diagnosis/index.ts';
import type { RunbookError } from '../errors/runbook-error.ts';
import type { Session } from '../session/session.ts';

/** The result of one look: the condition is met, is pending, or can no longer be met. */
export type Look<T> =
  | {
      readonly state: 'met';
      readonly value: T;
      readonly progress: string;
      /** What is so, where the wait ended and the condition's statement is not so: it names another outcome. */
      readonly instead?: string;
    }
  | { readonly state: 'pending'; readonly progress: string }
  | { readonly state: 'failed'; readonly error: RunbookError };

/** A condition in a bash script, for people without Node (`--dry-run --script`). */
export interface ShellCondition {
  /**
   * A command that ends with 0 when the condition is met, with 2 when it can no longer be met. It may call a function of
   * `lib/script/functions`, and use the tutorial's variables.
   */
  readonly words: Words;
  /** The command that prints the value, and the variable that keeps it. */
  readonly value?: { readonly variable: string; readonly words: Words };
}

/**
 * A named condition to check or wait for, with a placeholder for dry runs and a timeout (ms).
 * @example
 * const cold: Condition = { what: 'cache is empty', placeholder: 0, timeout: duration('5m'),
 *   look: async (session) => ((await size(session)) === 0 ? met(0) : pending('cache is not empty')) };
 */
export interface Condition<T = unknown> {
  /** The met condition as a statement without article: `cluster vllm-tpu is running`. */
  readonly what: string;
  /** The value in a dry run. */
  readonly placeholder: T;
  /** The timeout of a wait, in milliseconds of the target's time. */
  readonly timeout: number;
  /** The same question as a command of a script; required for a wait of a step. */
  readonly shell?: ShellCondition;
  /** A met value holds for the whole run, so that later waits return it at once. */
  readonly stable?: boolean;
  /** It stays met for a while after what it shows is gone, as samples of a metric do: no sign that something stands. */
  readonly lingers?: boolean;
  /** The source of the progress text, for the diagnosis of a cause. */
  readonly speaker?: Speaker;
  /**
   * One look; reads only.
   * @param since the beginning of the wait (ms of the target's clock): ignores what ended before
   */
  look(session: Session, signal: AbortSignal, since?: number): Promise<Look<T>>;
  /** A look at every change, if the API has a watch. */
  watch?(session: Session, signal: AbortSignal, since?: number): AsyncIterable<Look<T>>;
  /** Warnings about what is waited for, as they come. A wait logs each once, known or not. */
  warnings?(session: Session, signal: AbortSignal, since?: number): AsyncIterable<string>;
  /** What a wait costs meanwhile, as a sentence; logged with a cause. */
  readonly meanwhile?: string;
  /** Why the condition is not met: events, log lines. Used when a wait stalls or gives up. */
  evidence?(session: Session, signal: AbortSignal, since?: number): Promise<readonly Seen[]>;
}

/**
 * A look: the condition is met. A wait returns the value.
 * @example
 * return met(address, address);
 */
export const met = <T>(value: T, progress = 'done'): Look<T> => ({ state: 'met', value, progress });
/**
 * A look: there is nothing more to wait for, and the condition's statement is not so.
 * A wait returns the value, and logs what is so instead.
 * @example
 * return otherwise(outcome, 'node pool tpu has no machine');
 */
export const otherwise = <T>(value: T, instead: string): Look<T> => ({
  state: 'met',
  value,
  progress: instead,
  instead,
});
/**
 * A look: the condition is not met. @param progress the current state
 * @example
 * return pending('2 of 4 pods are ready');
 */
export const pending = (progress: string): Look<never> => ({ state: 'pending', progress });
/**
 * A look: the condition can no longer be met. A wait ends with this error.
 * @example
 * return failed(new RunbookError('WAIT_FAILED', 'Job train failed'));
 */
export const failed = (error: RunbookError): Look<never> => ({ state: 'failed', error });
