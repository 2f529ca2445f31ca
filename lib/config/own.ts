import { RunbookError } from '../errors/runbook-error.ts';
import type { Config } from './config.ts';
import type { Rule } from './rule.ts';

/** An additional variable of a runbook. */
export interface OwnVariable<T> {
  readonly description: string;
  readonly rule: Rule<T>;
  /** The value of an unset variable; without a default the variable is required. */
  readonly default?: string;
}

export type OwnTable = Readonly<Record<string, OwnVariable<unknown>>>;

type Values<T extends OwnTable> = { readonly [N in keyof T]: T[N] extends OwnVariable<infer V> ? V : never };

/** A runbook's additional variables, read from the environment and `.env`. */
export interface OwnVariables<T extends OwnTable = OwnTable> {
  readonly table: T;
  /**
   * The parsed values.
   * @throws RunbookError CONFIG_INVALID with one line of evidence per missing or invalid variable
   */
  of(context: { readonly config: Config }): Values<T>;
}

/**
 * Define variables that a runbook has in addition to the tutorial's.
 * @example
 * const variables = defineVariables({ PROMPT: { description: 'What to ask', rule: text(/./, 'a text') } });
 * const { PROMPT } = variables.of(context);
 */
export function defineVariables<const T extends OwnTable>(table: T): OwnVariables<T> {
  return { table, of: ({ config }) => valuesOf(table, config.own) };
}

function valuesOf<T extends OwnTable>(table: T, texts: Config['own']): Values<T> {
  const problems: string[] = [];
  const entries = Object.entries(table).map(([name, variable]) => {
    const given = texts[name] ?? variable.default;
    const value = given === undefined ? undefined : variable.rule.parse(given);
    if (value === undefined)
      problems.push(`${name}=${JSON.stringify(given ?? '')}: expected ${variable.rule.expected}`);
    return [name, value] as const;
  });
  if (problems.length === 0) return Object.fromEntries(entries) as Values<T>;
  throw new RunbookError(
    'CONFIG_INVALID',
    `${problems.length === 1 ? 'One variable needs' : `${problems.length} variables need`} your attention`,
    {
      evidence: problems,
      remedy: 'Set them in the environment or in .env: NAME=value',
    },
  );
}
