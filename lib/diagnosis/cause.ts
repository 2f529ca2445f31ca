import type { RefusalKind } from '../command/refusal.ts';
import type { Speaker } from './seen.ts';

/**
 * A known cause of trouble: who says what, what it means in one sentence, and what to do. Those of a runbook of one's own
 * stand in its `causes`.
 * @example
 * const noModel: Cause = { code: 'NO_MODEL', by: ['log'], pattern: /Repository Not Found/,
 *   sentence: 'there is no model of this name', remedy: 'Check MODEL.' };
 */
export interface Cause {
  /** For tests and machines. */
  readonly code: string;
  /** Who can say it. The same words from another are no sign of it. */
  readonly by: readonly Speaker[];
  /** What they say; a cause has this, or kinds of refusal, or both. */
  readonly pattern?: RegExp;
  readonly kinds?: readonly RefusalKind[];
  readonly sentence: string;
  readonly remedy: string;
  /** How long a wait lets it last: long where it may heal by itself, short where it cannot. @default '5m' */
  readonly patience?: string;
}
