/** One simple command of a shell script: its words, and the variables set for it. */
export interface ShellCommand {
  readonly words: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

const SHELL = /(^|\/)(ba|da|z)?sh$/;
/** `-c`, also `-ec`, `-lc`, `-xec`. */
const SCRIPT = /^-[a-z]*c$/;

/**
 * The script of `sh -c SCRIPT` and its kin. It is the first word after the shell's options, which `--` may end: bash(1),
 * as in the TPU manifests of llm-d/llm-d (`guides/agentic-serving`). Undefined for any other command.
 */
export function shellScript(args: readonly string[]): string | undefined {
  if (!SHELL.test(args[0] ?? '')) return undefined;
  const options = args.slice(1);
  const words = options.findIndex((word) => word === '--' || !/^[-+]/.test(word));
  const at = words < 0 ? options.length : words;
  if (!options.slice(0, at).some((word) => SCRIPT.test(word))) return undefined;
  return options[options[at] === '--' ? at + 1 : at] ?? '';
}

type Variables = Readonly<Record<string, string>>;

/** A redirection, an escaped character, a quoted part, an operator, a space, a comment, or a run of other characters. */
const TOKEN =
  /\\\n|\d?>{1,2}\s*(?:&\d|[^\s;&|]+)|\\(.)|'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|(\n|;|&&|\|\||[|&])|(\s+)|(#[^\n]*)|([^\s\\'"#;&|]+|#)/gs;
const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;
/** Words before a command that do not change what it does here. */
const PREFIXES: ReadonlySet<string> = new Set(['exec', 'nohup', 'time', 'env', 'sudo']);

/** The simple commands of a script, in order; variables and quotes are expanded as in `sh`. */
export function shellCommands(script: string, env: Variables): readonly ShellCommand[] {
  const commands: ShellCommand[] = [];
  let exported: Record<string, string> = {};
  for (const words of statements(script, (text) => expand(text, { ...env, ...exported }))) {
    let variables: Record<string, string> = {};
    let at = 0;
    for (; at < words.length; at++) {
      const [, name, value] = ASSIGNMENT.exec(words[at]!) ?? [];
      if (name !== undefined) variables = { ...variables, [name]: value! };
      else if (words[at] !== 'export' && !PREFIXES.has(words[at]!)) break;
    }
    if (at === words.length) exported = { ...exported, ...variables };
    else commands.push({ words: words.slice(at), variables: { ...exported, ...variables } });
  }
  return commands;
}

/** One after the other: what a command sets counts in the commands after it. */
function* statements(script: string, expanded: (text: string) => string): Generator<readonly string[]> {
  let words: string[] = [];
  let word: string | undefined;
  const add = (text: string): void => {
    word = (word ?? '') + text;
  };
  const close = (): void => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  for (const [, escaped, single, double, operator, space, comment, plain] of script.matchAll(TOKEN)) {
    if (escaped !== undefined) add(escaped);
    else if (single !== undefined) add(single);
    else if (double !== undefined) add(expanded(double.replace(/\\([\\"`]|\n)/g, (_, c) => (c === '\n' ? '' : c))));
    else if (operator !== undefined) {
      close();
      if (words.length > 0) yield words;
      words = [];
    } else if (space !== undefined) close();
    else if (comment !== undefined && word !== undefined) add(comment);
    else if (plain !== undefined) {
      // An unquoted variable is split into words.
      const parts = expanded(plain).split(/\s+/);
      parts.forEach((part, i) => {
        if (i > 0) close();
        if (part !== '') add(part);
      });
    }
  }
  close();
  if (words.length > 0) yield words;
}

/** `$NAME`, `${NAME}` and `${NAME:-default}`. */
function expand(text: string, env: Variables): string {
  return text.replace(/\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g, (_, braced, otherwise = '', bare) => {
    const name: string = braced ?? bare;
    return Object.hasOwn(env, name) && env[name] !== '' ? env[name]! : otherwise;
  });
}
