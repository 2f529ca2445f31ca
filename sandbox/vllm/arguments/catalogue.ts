import { profile } from '../profiles/data.ts';
import type { VllmVersion } from '../profiles/versions.ts';

export type OptionKind = 'int' | 'size' | 'float' | 'string' | 'json' | 'choice' | 'flag' | 'switch' | 'list';

/** A row of `data/profiles/arguments.yaml`. */
export interface OptionRow {
  readonly kind: OptionKind;
  readonly since?: string;
  /** The first version without it. */
  readonly until?: string;
  /** The words of a choice, and the first version with each. */
  readonly choices?: Readonly<Record<string, string>>;
}

export interface Option {
  /** Without the dashes: `max-num-seqs`. */
  readonly name: string;
  readonly kind: OptionKind;
  readonly choices?: readonly string[];
}

interface Arguments {
  readonly commits: Readonly<Record<string, string>>;
  readonly short: Readonly<Record<string, string>>;
  readonly arguments: Readonly<Record<string, OptionRow>>;
}

const table = (): Arguments => profile<Arguments>('arguments');

export const optionRows = (): Readonly<Record<string, OptionRow>> => table().arguments;

/** The versions that were read, oldest first. */
export const readVersions = (): readonly string[] => Object.keys(table().commits);

export const lastRead = (): string => readVersions().at(-1)!;

/** Whether a version may have an argument that the table lacks. */
export function mayHave(name: string, version: VllmVersion): boolean {
  if (Object.hasOwn(optionRows(), name)) return false;
  return version.nightly || (version.since(lastRead()) && version.text !== lastRead());
}

export function hasOption({ since, until }: OptionRow, version: VllmVersion): boolean {
  return (since === undefined || version.since(since)) && !(until !== undefined && version.since(until));
}

/** The options that a version's parser knows, by name. */
export function optionsOf(version: VllmVersion): ReadonlyMap<string, Option> {
  const rows = Object.entries(optionRows()).filter(([, row]) => hasOption(row, version));
  return new Map(
    rows.map(([name, { kind, choices }]) => {
      const words = Object.entries(choices ?? {}).filter(([, since]) => since === 'any' || version.since(since));
      return [name, { name, kind, ...(choices && { choices: words.map(([word]) => word) }) }];
    }),
  );
}

/** `-tp` as `--tensor-parallel-size`; undefined for any other word. */
export function longName(word: string): string | undefined {
  const { short } = table();
  return Object.hasOwn(short, word) ? `--${short[word]}` : undefined;
}
