import { type ParseArgsConfig, parseArgs } from 'node:util';

/**
 * A flag: a value or a switch. `must` is one that the command is not known without, because what the real tool does
 * without it is not made here.
 */
export interface Flag {
  readonly kind: 'value' | 'switch';
  readonly must?: true;
  readonly short?: string;
  /** May be given several times. */
  readonly many?: true;
}

export type Flags = Readonly<Record<string, Flag>>;

/** The words of a command line, sorted out. */
export interface Call {
  readonly operands: readonly string[];
  /** The value of a flag; undefined when it is not given. */
  value(flag: string): string | undefined;
  values(flag: string): readonly string[];
  has(flag: string): boolean;
}

/** One command that a tool knows: its shape, and what it does. */
export interface Command {
  /** `container clusters create` */
  readonly words: string;
  /** How many operands follow: exactly so many, or between the two. */
  readonly operands: number | readonly [least: number, most: number];
  readonly flags: Flags;
  /** @returns the exit code. */
  run(call: Call): Promise<number>;
}

/** The command line is not one of those that are known here. */
export class Unknown extends Error {}

/** The command that the words begin with, and what follows it. @throws Unknown */
export function understand(
  commands: readonly Command[],
  everywhere: Flags,
  words: readonly string[],
): { readonly command: Command; readonly call: Call } {
  const command = commands.find(({ words: name }) => name.split(' ').every((word, index) => words[index] === word));
  if (!command) throw new Unknown('there is no such command here');
  const flags = { ...everywhere, ...command.flags };
  const { values, positionals } = parse(flags, words.slice(command.words.split(' ').length));
  const [least, most] = typeof command.operands === 'number' ? [command.operands, command.operands] : command.operands;
  if (positionals.length < least || positionals.length > most) throw new Unknown('it has another number of names here');
  const missing = Object.keys(flags).find((name) => flags[name]!.must && values[name] === undefined);
  if (missing) throw new Unknown(`it is not known here without --${missing}`);
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
