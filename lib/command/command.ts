import { RunbookError } from '../errors/runbook-error.ts';
import { escaped, variablesIn } from './variable.ts';

export type Tool = 'gcloud' | 'kubectl';

/** The standard input of a command. Secrets go here, never into `args`. */
export type Input =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'secret'; readonly variable: string; readonly reveal: () => string };

/** A gcloud or kubectl call as data. */
export interface Command {
  readonly tool: Tool;
  readonly args: readonly string[];
  readonly input?: Input;
}

/**
 * A value in a command: an array becomes one argument per item, undefined and false become nothing; no text may touch
 * these.
 */
export type Value = string | number | readonly string[] | undefined | false;

interface SecretLike {
  reveal(): string;
}

/**
 * A gcloud command as a person types it: literal text is split at white space, a value never is.
 * @throws RunbookError USAGE when a value is a secret (argv is readable by every process of the machine), or when text
 * touches a list, undefined or false
 * @example
 * run(gcloud`container clusters delete ${name} --location=${location} --quiet`);
 */
export const gcloud = commandTag('gcloud');
/**
 * A kubectl command, written like {@link gcloud}. The run adds `--context`.
 * @throws RunbookError USAGE
 * @example
 * run(kubectl`delete service ${name} -n ${namespace}`, { already: { kind: 'notFound' } });
 */
export const kubectl = commandTag('kubectl');

/**
 * The same command with a secret on standard input; logs show the name of its variable.
 * @example
 * const create = kubectl`create secret generic token --from-file=token=/dev/stdin`;
 * run(withSecret(create, 'HF_TOKEN', config.HF_TOKEN));
 */
export function withSecret(command: Command, variable: string, secret: SecretLike): Command {
  return { ...command, input: { kind: 'secret', variable, reveal: () => secret.reveal() } };
}

/** The same command with more arguments at its end. */
export function withArgs(command: Command, ...args: readonly string[]): Command {
  return { ...command, args: [...command.args, ...args] };
}

/** The command as a line for a shell. An empty secret must not become an empty Secret. */
export function commandLine(command: Command): string {
  const line = wordsLine([command.tool, ...command.args]);
  if (command.input === undefined) return line;
  if (command.input.kind === 'text') return `printf %s ${quoted(command.input.text)} | ${line}`;
  const { variable } = command.input;
  return `: "\${${variable}:?}" && printf %s "$${variable}" | ${line}`;
}

/** Words as a line for a shell. */
export const wordsLine = (words: Words): string => words.map(quoted).join(' ');

/** A word quoted for a shell. */
export function quoted(word: string): string {
  if (variablesIn(word).length > 0) return `"${escaped(word, /["\\$`]/g)}"`;
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function commandTag(tool: Tool) {
  return (literals: TemplateStringsArray, ...values: readonly Value[]): Command => ({
    tool,
    args: shell(literals, ...values),
  });
}

/** The words of a command, of a program or of a function of a script. */
export type Words = readonly string[];

/**
 * The words of a command of a script (`--dry-run --script`), written like {@link gcloud}.
 * @example
 * shell`kubectl wait hpa/${name} --for=condition=ScalingActive -n ${namespace} --timeout=30s`
 */
export function shell(literals: TemplateStringsArray, ...values: readonly Value[]): Words {
  const words: string[] = [];
  let glued = false;
  for (const [index, literal] of literals.entries()) {
    const pieces = literal.split(/\s+/);
    for (const [place, piece] of pieces.entries()) {
      if (place > 0) glued = false;
      if (piece === '') continue;
      if (glued) words[words.length - 1] += piece;
      else words.push(piece);
      glued = true;
    }
    if (index === values.length) break;
    const next = literals[index + 1]!;
    const touches = glued || (next === '' ? index + 1 < values.length : /^\S/.test(next));
    glued = addValue(words, values[index], { glued, touches });
  }
  return words;
}

/** @param at whether text stands directly before the value, and whether any touches it */
function addValue(words: string[], value: Value, { glued, touches }: { glued: boolean; touches: boolean }): boolean {
  if (value === undefined || value === false) {
    if (touches) throw alone(words, glued, `${value}, which adds no argument`);
    return false;
  }
  if (Array.isArray(value)) {
    if (touches) throw alone(words, glued, 'a list, which adds one argument per item');
    words.push(...value.map(argument));
    return false;
  }
  const text = argument(value);
  if (glued) words[words.length - 1] += text;
  else words.push(text);
  return true;
}

function argument(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new RunbookError('USAGE', 'A secret is an argument of a command', {
    remedy: 'Pass the secret on standard input: withSecret(command, NAME, secret)',
  });
}

function alone(words: readonly string[], glued: boolean, what: string): RunbookError {
  const before = glued ? ` after ${JSON.stringify(words.at(-1))}` : '';
  return new RunbookError('USAGE', `Text touches a value in a command${before}: the value is ${what}`, {
    remedy: "Put white space around the value, or join the list into one argument: --zones=${zones.join(',')}",
  });
}
