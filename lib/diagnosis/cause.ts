/** A known cause of trouble: how it shows, what it means in one sentence, and what to do. */
export interface Cause {
  /** For tests and machines. */
  readonly code: string;
  readonly pattern: RegExp;
  readonly sentence: string;
  readonly remedy: string;
  /** How long a wait lets it last: long where it may heal by itself, short where it cannot. @default '5m' */
  readonly patience?: string;
}
