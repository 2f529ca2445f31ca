import { RE2JS } from 're2js';

export type MatchOperator = '=' | '!=' | '=~' | '!~';

/** One condition on a label; a label that is absent has the value ''. */
export interface LabelMatcher {
  readonly name: string;
  readonly operator: MatchOperator;
  readonly value: string;
  readonly matches: (value: string) => boolean;
}

/** A test of the whole text against an RE2 expression. @throws RE2JSSyntaxException */
export function fullMatch(expression: string): (text: string) => boolean {
  const pattern = RE2JS.compile(expression);
  return (text) => pattern.matches(text);
}

const TESTS: Readonly<Record<MatchOperator, (value: string) => (text: string) => boolean>> = {
  '=': (value) => (text) => text === value,
  '!=': (value) => (text) => text !== value,
  '=~': fullMatch,
  '!~': (value) => {
    const test = fullMatch(value);
    return (text) => !test(text);
  },
};

/** @throws RE2JSSyntaxException when a regular expression is malformed. */
export function labelMatcher(name: string, operator: MatchOperator, value: string): LabelMatcher {
  return { name, operator, value, matches: TESTS[operator](value) };
}
