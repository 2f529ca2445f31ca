import { DEFAULTS, OPTIONS, type OptionKind, type ServerArguments, SHORT } from './options.ts';

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
}

type Value = string | number | boolean | readonly string[];

const SUFFIX: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** Parses a word as each kind; undefined for an invalid word. */
const READ: Readonly<Record<Exclude<OptionKind, 'flag' | 'list'>, (word: string) => Value | undefined>> = {
  string: (word) => word,
  int: (word) => (/^[+-]?\d+$/.test(word) ? Number(word) : undefined),
  float: (word) => (word.trim() !== '' && Number.isFinite(Number(word)) ? Number(word) : undefined),
  size: (word) => {
    const match = /^(\d+(?:\.\d+)?)([kmgKMG])?$/.exec(word);
    return match ? Math.floor(Number(match[1]) * (SUFFIX[match[2] ?? ''] ?? 1)) : undefined;
  },
};

/**
 * Read `python3 -m vllm.entrypoints.openai.api_server --flag=value` or `vllm serve MODEL --flag value` as vLLM's
 * argparse does: `_` for `-`, unambiguous abbreviations, `--no-flag`, `--flag=value` and `--flag value`.
 */
export function parseCommand(command: readonly string[]): ParsedCommand {
  const serve = command.indexOf('serve');
  const program = serve >= 0 && /(^|\/)vllm$/.test(command[serve - 1] ?? '') ? 'vllm serve' : 'api_server.py';
  const first = command.findIndex((word) => word.startsWith('--'));
  const module = command.indexOf('vllm.entrypoints.openai.api_server');
  const start = program === 'vllm serve' ? serve + 1 : module >= 0 ? module + 1 : first < 0 ? command.length : first;
  const found = new Map<string, Value>();
  const unknown: string[] = [];
  for (let i = start; i < command.length; ) {
    const word = SHORT.get(command[i]!) ?? command[i]!;
    if (!word.startsWith('--')) {
      if (program === 'vllm serve' && !found.has('model') && !word.startsWith('-')) found.set('model', word);
      else unknown.push(word);
      i++;
      continue;
    }
    const [flag, inline] = splitFlag(word);
    const option = resolve(flag, program);
    if (!option) {
      unknown.push(command[i]!);
      i++;
      continue;
    }
    const words = inline === undefined ? following(command, i + 1) : [inline];
    const taken = store(found, option, words, program);
    i += 1 + (inline === undefined ? taken : 0);
  }
  if (unknown.length > 0) throw new ArgumentError(program, `unrecognized arguments: ${unknown.join(' ')}`);
  const nonDefault = Object.fromEntries([...found].map(([name, value]) => [name.replaceAll('-', '_'), value]));
  return { args: { ...DEFAULTS, ...nonDefault }, nonDefault };
}

interface Option {
  readonly name: string;
  readonly kind: OptionKind;
  readonly negated: boolean;
}

function splitFlag(word: string): [flag: string, inline: string | undefined] {
  const equals = word.indexOf('=');
  return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)];
}

function following(command: readonly string[], from: number): string[] {
  const words: string[] = [];
  for (let i = from; i < command.length && !/^--?[a-zA-Z]/.test(command[i]!); i++) words.push(command[i]!);
  return words;
}

function resolve(flag: string, program: string): Option | undefined {
  const name = flag.slice(2).replaceAll('_', '-');
  const negated = name.startsWith('no-') && OPTIONS.get(name.slice(3)) === 'flag';
  const exact = negated ? name.slice(3) : name;
  if (OPTIONS.has(exact)) return { name: exact, kind: OPTIONS.get(exact)!, negated };
  const matches = [...OPTIONS.keys()].filter((option) => option.startsWith(name));
  if (matches.length > 1) {
    const could = matches.map((match) => `--${match}`).join(', ');
    throw new ArgumentError(program, `ambiguous option: ${flag} could match ${could}`);
  }
  return matches[0] ? { name: matches[0], kind: OPTIONS.get(matches[0])!, negated: false } : undefined;
}

/** @returns the number of consumed words */
function store(found: Map<string, Value>, option: Option, words: readonly string[], program: string): number {
  const { name, kind, negated } = option;
  if (kind === 'flag') {
    found.set(name, !negated);
    return 0;
  }
  const word = words[0];
  if (word === undefined) {
    throw new ArgumentError(
      program,
      `argument --${name}: expected ${kind === 'list' ? 'at least one argument' : 'one argument'}`,
    );
  }
  if (kind === 'list') {
    found.set(name, words);
    return words.length;
  }
  const value = READ[kind](word);
  if (value === undefined) {
    throw new ArgumentError(
      program,
      `argument --${name}: invalid ${kind === 'float' ? 'float' : 'int'} value: '${word}'`,
    );
  }
  found.set(name, value);
  return 1;
}
