import type { Rule } from './rule.ts';

/** A value, or how it follows from the texts of other variables. */
type Fallback = string | ((of: (name: string) => string | undefined) => string | undefined);

/** The definition of a variable. */
export interface Variable<T> {
  readonly description: string;
  readonly rule: Rule<T>;
  /** A valid value for errors and `.env.example`. */
  readonly example: string;
  /** The value of an unset variable; may depend on another variable's text. */
  readonly default?: Fallback;
  /** The value of an unset variable on the sandbox, where no variable is required; goes before the default. */
  readonly sandbox?: Fallback;
  /** May stay unset: always, or depending on other variables. */
  readonly optional?: true | ((of: (name: string) => string | undefined) => boolean);
  /** Each learner of a shared cluster has a separate value: `-LEARNER` is appended. */
  readonly perLearner?: true;
  /** The value is never printed. */
  readonly secret?: true;
}
