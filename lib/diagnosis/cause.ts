import type { RefusalKind } from '../command/refusal.ts';
import type { Speaker } from './seen.ts';

/**
 * How sure a cause is. `certain`: the message states it. `likely`: the message fits, and comes from an unknown source or
 * has rarer explanations. `possible`: the message is a symptom, or about something that is over.
 */
export type Confidence = 'certain' | 'likely' | 'possible';

/**
 * A known cause of a failure: how to recognise it, its explanation in one sentence, and the remedy. A runbook adds its
 * own in `causes`. Sentence, remedy, command and page are phrases (`phrase.ts`) over the pattern's named groups.
 * @example
 * const noModel: Cause = { code: 'NO_MODEL', by: ['log'], pattern: /Repository Not Found for url: (?<url>\S+)/,
 *   sentence: 'the model does not exist[ at {url}]', remedy: 'Check MODEL.' };
 */
export interface Cause {
  /** For tests and machines. */
  readonly code: string;
  /** The sources that count; the same words from another source do not. */
  readonly by: readonly Speaker[];
  /** The words to recognise, with named groups for parameters; a cause has patterns, kinds of refusal, or both. */
  readonly pattern?: RegExp | readonly RegExp[];
  /** Kinds of refusal that suggest the cause when nothing says more. */
  readonly kinds?: readonly RefusalKind[];
  /** Codes of more general causes, which this one replaces. */
  readonly under?: readonly string[];
  /** Said only when no other cause is found. */
  readonly fallback?: boolean;
  /** Lines that only follow from other causes: they do not count where one of those is found. */
  readonly follows?: { readonly lines: RegExp; readonly from: readonly string[] };
  /** Recognised by a status code such as 429: the other words of the line say more, where they show another cause. */
  readonly byCode?: boolean;
  /** What a text of unknown source must contain somewhere, or the name of its file, for the cause to count. */
  readonly sign?: RegExp;
  /** Of a product that this runbook does not use: counts only in pasted texts that have its `sign`. */
  readonly foreign?: boolean;
  /** @default 'certain' */
  readonly confidence?: Confidence;
  readonly sentence: string;
  /** An imperative sentence. A command or a page follows it after a colon. */
  readonly remedy: string;
  /** One complete line for a shell. Variables of the runbook: `$CLUSTER_NAME`. */
  readonly command?: string;
  /** Where a person does what no command can. */
  readonly page?: string;
  /** How long a wait tolerates the cause: long where it may resolve by itself. @default '5m' */
  readonly patience?: string;
}
