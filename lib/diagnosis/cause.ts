import type { RefusalKind } from '../command/refusal.ts';
import type { Speaker } from './seen.ts';

/**
 * A known cause of a failure: how to recognise it, its explanation in one sentence, and the remedy. A runbook adds its
 * own in `causes`.
 * @example
 * const noModel: Cause = { code: 'NO_MODEL', by: ['log'], pattern: /Repository Not Found/,
 *   sentence: 'the model does not exist', remedy: 'Check MODEL.' };
 */
export interface Cause {
  /** For tests and machines. */
  readonly code: string;
  /** The sources that count; the same words from another source do not. */
  readonly by: readonly Speaker[];
  /** The words to recognise; a cause has a pattern, kinds of refusal, or both. */
  readonly pattern?: RegExp;
  readonly kinds?: readonly RefusalKind[];
  readonly sentence: string;
  readonly remedy: string;
  /** How long a wait tolerates the cause: long where it may resolve by itself. @default '5m' */
  readonly patience?: string;
}
