import { type Variable, variables } from '../../lib/config/index.ts';
import { code, table } from './markdown.ts';

type Row = readonly [name: string, variable: Variable<unknown>];
type Lookup = (name: string) => string | undefined;

const rows: readonly Row[] = Object.entries(variables);

/** The variables in the order of `.env.example`. */
export function variablesTable(): string {
  return table(
    ['variable', 'description', 'accepted values', 'default', 'on the sandbox', 'required on Google Cloud'],
    rows.map(([name, variable]) => [
      code(name),
      description(variable),
      variable.rule.expected,
      given(variable.default),
      sandboxValue(variable),
      needed(variable),
    ]),
  );
}

/** The variables that are required on Google Cloud. */
export function neededOnGoogleCloud(): readonly string[] {
  return rows.filter(([, variable]) => needed(variable).startsWith('yes')).map(([name]) => name);
}

function sandboxValue({ secret, sandbox }: Variable<unknown>): string {
  return secret && typeof sandbox === 'string' ? 'a placeholder' : given(sandbox);
}

function description({ description, secret, perLearner }: Variable<unknown>): string {
  const notes = [secret && 'Secret: never printed.', perLearner && '`-LEARNER` is appended.'];
  return [`${description}.`, ...notes].filter(Boolean).join(' ');
}

function needed({ default: value, optional }: Variable<unknown>): string {
  if (value !== undefined || optional === true) return '';
  if (optional === undefined) return 'yes';
  const { result, asked } = watched((of) => `${optional(of)}`);
  const others = asked.map(code).join(', ');
  return result === 'true' ? `depends on ${others}` : `yes, by default; depends on ${others}`;
}

/** The default if no variable is set, and the variables that it depends on. */
function given(value: Variable<unknown>['sandbox']): string {
  if (typeof value !== 'function') return code(value ?? '');
  const { result = '', asked } = watched(value);
  return [code(result), `depends on ${asked.map(code).join(', ')}`].filter(Boolean).join('; ');
}

/** The result of a function if every variable has its default, and the variables that it reads. */
function watched(ask: (of: Lookup) => string | undefined): { result: string | undefined; asked: readonly string[] } {
  const asked: string[] = [];
  const of: Lookup = (name) => {
    asked.push(name);
    const value = rows.find(([one]) => one === name)?.[1].default;
    return typeof value === 'string' ? value : undefined;
  };
  return { result: ask(of), asked };
}
