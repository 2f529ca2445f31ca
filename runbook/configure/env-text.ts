import { type Config, TUTORIAL_NAMES, type VariableName } from '../../lib/config/index.ts';
import type { Known } from './question.ts';
import { NAMES, TABLE } from './table.ts';

/** Asked for, or looked up by every run. */
const ASKED: ReadonlySet<string> = new Set(['PROJECT_ID', 'PROJECT_NUMBER', 'ZONE']);

/** Variables that follow from the answers, shown as comments. */
export const DERIVED = TUTORIAL_NAMES.filter((name) => !ASKED.has(name));

/** The parts of a new `.env`. */
export interface EnvParts {
  /** The answers, with HF_TOKEN if the file keeps it. */
  readonly answers: Known;
  /** Other variables of the present file. */
  readonly kept: Known;
  /** The configuration that they give. */
  readonly config: Config;
  /** Why HF_TOKEN is not in the file. */
  readonly tokenNote?: string;
}

const HEAD = `# Written by npm run configure. docs/variables.md describes every variable.
# The shell's environment overrides this file. Do not commit it.
`;

/** The text of `.env`: the answers, what was kept, and what follows from them. */
export function envText({ answers, kept, config, tokenNote }: EnvParts): string {
  const blocks = (values: Known): readonly string[] =>
    NAMES.filter((name) => values[name] !== undefined).map((name) => block(name, values[name]!));
  const derived = DERIVED.filter((name) => kept[name] === undefined).map((name) => `# ${name}=${config[name]}`);
  const note = tokenNote === undefined ? [] : [`# ${tokenNote}\n# HF_TOKEN=\n`];
  const others = blocks(kept);
  return [
    HEAD,
    ...blocks(answers),
    ...note,
    ...(others.length > 0 ? ['# Kept from the previous file:\n', ...others] : []),
    ...(derived.length > 0
      ? [`# These follow from the values above. Remove the # to set another value.\n${derived.join('\n')}\n`]
      : []),
  ].join('\n');
}

const block = (name: VariableName, value: string): string =>
  `# ${TABLE[name].description}.\n${name}=${quoted(value)}\n`;

/** Quoted if the file's syntax would end the value earlier. */
const quoted = (value: string): string => (/^[\w./:@,+-]+$/.test(value) ? value : `"${value}"`);
