import { type ParseArgsConfig, parseArgs } from 'node:util';

/**
 * A flag with a value, or a switch. `must` marks a flag that the stand-in requires: it does not implement what the real
 * tool does without the flag.
 */
export interface Flag {
  readonly kind: 'value' | 'switch';
  readonly must?: true;
  readonly short?: string;
  /** May be given several times. */
  readonly many?: true;
}

export type Flags = Readonly<Record<string, Flag>>;

/** A parsed command line. */
export interface Call {
  readonly operands: readonly string[];
  /** The value of a flag; undefined without the flag. */
  value(flag: string): string | undefined;
  values(flag: string): readonly string[];
  has(flag: string): boolean;
}

/** One command of a tool: its arguments and its action. */
export interface Command {
  /** `container clusters create` */
  readonly words: string;
  /** The number of operands, or its range. */
  readonly operands: number | readonly [least: number, most: number];
  readonly flags: Flags;
  /** @returns the exit code. */
  run(call: Call): Promise<number>;
}

/** The stand-in does not support the command line. */
export class Unknown extends Error {}

/** Finds the command that the words start with, and parses the rest. @throws Unknown */
export function understand(
  commands: readonly Command[],
  everywhere: Flags,
  words: readonly string[],
): { readonly command: Command; readonly call: Call } {
  const command = commands.find(({ words: name }) => name.split(' ').every((word, index) => words[index] === word));
  if (!command) throw new Unknown('unknown command');
  const flags = { ...everywhere, ...command.flags };
  const { values, positionals } = parse(flags, words.slice(command.words.split(' ').length));
  const [least, most] = typeof command.operands === 'number' ? [command.operands, command.operands] : command.operands;
  if (positionals.length < least || positionals.length > most)
    throw new Unknown(`expected ${least === most ? least : `${least} to ${most}`} operands, got ${positionals.length}`);
  const missing = Object.keys(flags).find((name) => flags[name]!.must && values[name] === undefined);
  if (missing) throw new Unknown(`the flag --${missing} is required`);
  const all = (flag: string): string[] => [values[flag] ?? []].flat() as string[];
  return {
    command,
    call: {
      operands: positionals,
      value: (flag) => all(flag).at(-1),
      values: all,
      has: (flag) => values[flag] !== undefined,
    },
  };
}

function parse(flags: Flags, args: readonly string[]) {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const [name, { kind, short, many }] of Object.entries(flags)) {
    const type = kind === 'value' ? 'string' : 'boolean';
    options[name] = { type, multiple: many ?? false, ...(short !== undefined && { short }) };
  }
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new Unknown((error as Error).message);
  }
}
