import type { VllmVersion } from '../profiles/versions.ts';
import { longName, mayHave, type Option, optionsOf } from './catalogue.ts';
import { DEFAULTS, type ServerArguments, SIMULATED } from './options.ts';
import { readValue, type Value } from './values.ts';

/** A command line that argparse refuses: its message goes to the log, and the process exits with 2. */
export class ArgumentError extends Error {
  readonly code = 2;
  readonly program: string;

  constructor(program: string, message: string) {
    super(message);
    this.program = program;
  }

  /** argparse's output. */
  get lines(): readonly string[] {
    const usage = this.program === 'vllm serve' ? 'vllm serve [model_tag] [options]' : `${this.program} [-h] [options]`;
    return [`usage: ${usage}`, `${this.program}: error: ${this.message}`];
  }
}

export interface ParsedCommand {
  readonly args: ServerArguments;
  /** The non-default arguments, for the log. */
  readonly nonDefault: Readonly<Record<string, unknown>>;
  /** Valid options that change nothing here, as on the command line: `--seed=1`. */
  readonly notSimulated: readonly string[];
  /** Options of a version that is newer than the table, which may or may not have them. */
  readonly unread: readonly string[];
}

/** Words that argparse takes for options. */
const isOption = (word: string): boolean => /^--?[a-zA-Z]/.test(word);

/**
 * Read `python3 -m vllm.entrypoints.openai.api_server --flag=value` or `vllm serve MODEL --flag value` as the version's
 * argparse does: `_` for `-`, unambiguous abbreviations, `--no-flag`, `--flag=value`, `--flag value` and `--json.key value`.
 */
export function parseCommand(command: readonly string[], version: VllmVersion): ParsedCommand {
  const serve = command.indexOf('serve');
  const program = serve >= 0 && /(^|\/)vllm$/.test(command[serve - 1] ?? '') ? 'vllm serve' : 'api_server.py';
  const words = command.slice(program === 'vllm serve' ? serve + 1 : startOf(command));
  return new Parser(program, optionsOf(version), version).parse(words);
}

/** Where the options of `python3 -m vllm.entrypoints.openai.api_server` begin. */
function startOf(command: readonly string[]): number {
  const module = command.findIndex((word) => /(^|[./])api_server(\.py)?$/.test(word));
  if (module >= 0) return module + 1;
  const first = command.findIndex((word) => word.startsWith('--'));
  return first < 0 ? command.length : first;
}

class Parser {
  readonly #program: string;
  readonly #options: ReadonlyMap<string, Option>;
  readonly #version: VllmVersion;
  readonly #found = new Map<string, Value>();
  readonly #notSimulated: string[] = [];
  readonly #unread: string[] = [];

  constructor(program: string, options: ReadonlyMap<string, Option>, version: VllmVersion) {
    this.#program = program;
    this.#options = options;
    this.#version = version;
  }

  /** @throws ArgumentError */
  parse(words: readonly string[]): ParsedCommand {
    const unknown: string[] = [];
    for (let i = 0; i < words.length; ) {
      const word = words[i]!;
      const taken = isOption(word) ? this.#option(word, words.slice(i + 1)) : this.#positional(word);
      if (taken === undefined) unknown.push(word);
      i += 1 + (taken ?? 0);
    }
    if (unknown.length > 0) throw this.#error(`unrecognized arguments: ${unknown.join(' ')}`);
    const nonDefault = Object.fromEntries([...this.#found].map(([name, value]) => [name.replaceAll('-', '_'), value]));
    return { args: { ...DEFAULTS, ...nonDefault }, nonDefault, notSimulated: this.#notSimulated, unread: this.#unread };
  }

  /** @returns the number of further words taken; undefined for an unknown word */
  #positional(word: string): number | undefined {
    if (this.#program !== 'vllm serve' || this.#found.has('model')) return undefined;
    this.#found.set('model', word);
    return 0;
  }

  #option(given: string, rest: readonly string[]): number | undefined {
    const word = given.replace(/^-O(?=\d)/, '-O=');
    const equals = word.indexOf('=');
    const [flag, inline] = equals < 0 ? [word] : [word.slice(0, equals), word.slice(equals + 1)];
    const { name, negated, keyed } = nameOf(flag);
    const option = this.#resolve(name, negated, flag);
    const end = rest.findIndex(isOption);
    const words = inline === undefined ? rest.slice(0, end < 0 ? rest.length : end) : [inline];
    if (!option && mayHave(name, this.#version)) {
      this.#unread.push([given, ...(inline === undefined ? words : [])].join(' '));
      return inline === undefined ? words.length : 0;
    }
    if (!option || (keyed && option.kind !== 'json')) return undefined;
    const taken = this.#store(option, words, inline, { negated: negated && option.name !== name, keyed });
    const shown = [given, ...(inline === undefined ? rest.slice(0, taken) : [])].join(' ');
    if (!SIMULATED.has(option.name)) this.#notSimulated.push(shown);
    return inline === undefined ? taken : 0;
  }

  #resolve(name: string, negated: boolean, flag: string): Option | undefined {
    const positive = negated ? this.#options.get(name.slice(3)) : undefined;
    const exact = positive?.kind === 'flag' ? positive : this.#options.get(name);
    if (exact || !flag.startsWith('--')) return exact;
    const matches = [...this.#options.keys()].filter((option) => option.startsWith(name));
    if (matches.length > 1) {
      const could = matches.map((match) => `--${match}`).join(', ');
      throw this.#error(`ambiguous option: ${flag} could match ${could}`);
    }
    return matches[0] === undefined ? undefined : this.#options.get(matches[0]);
  }

  /** @returns the number of consumed words */
  #store(
    option: Option,
    words: readonly string[],
    inline: string | undefined,
    { negated, keyed }: { readonly negated: boolean; readonly keyed: boolean },
  ): number {
    const { name, kind } = option;
    const fail = (message: string): ArgumentError => this.#error(`argument ${this.#shown(option)}: ${message}`);
    if (kind === 'flag' || kind === 'switch') {
      // Until 0.9.0 flags were a class of vLLM's own, which took true and false.
      if (inline !== undefined && (kind === 'switch' || this.#version.since('0.9.0')))
        throw fail(`ignored explicit argument '${inline}'`);
      this.#found.set(name, inline === undefined ? !negated : inline.toLowerCase() !== 'false');
      return 0;
    }
    const [word] = words;
    if (word === undefined) throw fail(`expected ${kind === 'list' ? 'at least one argument' : 'one argument'}`);
    if (kind === 'list') {
      this.#found.set(name, words);
      return words.length;
    }
    const value = keyed ? word : readValue(option, word);
    if (value instanceof Error) throw fail(value.message);
    this.#found.set(name, value);
    return 1;
  }

  /** As argparse names an option in an error. */
  #shown({ name, kind }: Option): string {
    return kind === 'flag' && this.#version.since('0.9.0') ? `--${name}/--no-${name}` : `--${name}`;
  }

  #error(message: string): ArgumentError {
    return new ArgumentError(this.#program, message);
  }
}

/** `--no_enable_x`, `-tp` and `--speculative-config.model` in the parser's own spelling. */
function nameOf(flag: string): { readonly name: string; readonly negated: boolean; readonly keyed: boolean } {
  const [head = '', ...keys] = flag.split('.');
  const name = (longName(head) ?? head).replace(/^--?/, '').replaceAll('_', '-');
  return { name, negated: name.startsWith('no-'), keyed: keys.length > 0 };
}
