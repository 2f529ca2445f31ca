import { parseArgs } from 'node:util';
import { RunbookError } from '../errors/runbook-error.ts';
import { nearest } from './nearest.ts';

/** One flag of a command. */
export interface Flag {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** Requires one of these flags. */
  readonly goesWith?: readonly string[];
  /** Contradicts these flags. */
  readonly excludes?: readonly string[];
}

export type Flags = Readonly<Record<string, Flag>>;
type Values<F extends Flags> = {
  readonly [N in keyof F]?: F[N]['type'] extends 'string' ? string : boolean;
};

/** The flags of every command. */
const COMMON = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const satisfies Flags;

/**
 * The flags of a command line, read strictly. @throws RunbookError USAGE for an unknown or repeated flag, a missing
 * value, a contradiction, a missing companion flag, and for any other word. @param words takes the other words instead
 */
export function readFlags<const F extends Flags>(
  flags: F,
  args: readonly string[],
  words?: string[],
): Values<F & typeof COMMON> {
  const all: Flags = { ...flags, ...COMMON };
  const { tokens } = parseArgs({ args: [...args], options: {}, strict: false, tokens: true });
  const given = new Map<string, string | boolean>();
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      if (!words) throw unexpected(token.value);
      words.push(token.value);
      continue;
    }
    const name = nameOf(token.name, token.rawName, all);
    if (given.has(name)) throw usage(`--${name} is set twice`);
    if (all[name]!.type === 'boolean') {
      if (token.value !== undefined) throw usage(`--${name} takes no value`);
      given.set(name, true);
      continue;
    }
    // parseArgs without strict mode reads a value after a space as a separate word.
    const next = tokens[at + 1];
    const value = token.value ?? (next?.kind === 'positional' ? next.value : undefined);
    if (value === undefined || value === '') throw usage(`--${name} needs a value`);
    if (token.value === undefined) at++;
    given.set(name, value);
  }
  for (const name of given.keys()) mustFit(name, all[name]!, given);
  return Object.fromEntries(given) as Values<F & typeof COMMON>;
}

function nameOf(name: string, raw: string, all: Flags): string {
  if (!raw.startsWith('--')) {
    const found = Object.keys(all).find((one) => all[one]!.short === name);
    if (found) return found;
  } else if (Object.hasOwn(all, name)) return name;
  const near = nearest(name, Object.keys(all));
  throw usage(`Unknown flag ${raw}${near ? `; did you mean --${near}?` : ''}`);
}

function mustFit(name: string, { goesWith, excludes = [] }: Flag, given: ReadonlyMap<string, unknown>): void {
  const other = excludes.find((one) => given.has(one));
  if (other) throw usage(`--${name} and --${other} contradict each other`);
  if (goesWith && !goesWith.some((one) => given.has(one)))
    throw usage(`--${name} requires ${goesWith.map((one) => `--${one}`).join(' or ')}`);
}

const unexpected = (word: string): RunbookError => usage(`Unexpected argument ${JSON.stringify(word)}`);

/** The error of a wrong command line; `tell` adds the command with --help. */
export function usage(message: string): RunbookError {
  return new RunbookError('USAGE', message);
}
