import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeSpans, commandLines, type Document, ROOT } from './documents.ts';

/** A command of this repository in a document. */
export interface OwnCommand {
  /** As it is written. */
  readonly text: string;
  /** The module that it starts. */
  readonly module: string;
  /** Words for npm itself, which it would swallow. */
  readonly forNpm: readonly string[];
  readonly args: readonly string[];
}

/** The scripts of the package in a folder; an npm workspace is named by its folder here. */
export function scriptsOf(folder: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')).scripts ?? {};
}

export const SCRIPTS = scriptsOf('.');

/** Scripts whose module has a `--help`. */
const HELPFUL = [
  'start',
  'configure',
  'status',
  'plan',
  'calibrate',
  'doctor',
  'diagnose',
  'bundle',
  'env',
  'record',
  'compare',
  'load',
  'park',
  'resume',
  'stop-billing',
  'guard',
  'simulate',
  'sandbox',
  'workshop',
];
const OWN = new RegExp(
  `(?:\\bnpm (?:run )?(?:-s )?(?<script>${HELPFUL.join('|')})(?![\\w:.-])|\\bnpx tsx (?<module>runbook/[\\w./-]+\\.ts))(?<rest>.*)$`,
);

export function isShell({ info }: { readonly info: string }): boolean {
  return /^(?:ba|z)?sh\b|^shell\b|^console\b/.test(info);
}

/** Those in shell blocks and in backticks. */
export function ownCommands(document: Document): OwnCommand[] {
  const lines = [...document.fences.filter(isShell).flatMap(commandLines), ...codeSpans(document)];
  return lines.flatMap((line) => line.split(/&&|\|\||;|\s\|\s/)).flatMap((part) => parsed(part.trim()) ?? []);
}

/** @returns undefined for a command of somebody else */
export function parsed(text: string): OwnCommand | undefined {
  const { script, module, rest = '' } = OWN.exec(text)?.groups ?? {};
  if (script === undefined && module === undefined) return undefined;
  const words = rest
    .replace(/[[\])"]/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '');
  const dashes = words.indexOf('--');
  const forNpm = script === undefined ? [] : words.slice(0, dashes < 0 ? undefined : dashes);
  const args = script === undefined ? words : dashes < 0 ? [] : words.slice(dashes + 1);
  return { text, module: module ?? moduleOf(script!), forNpm, args };
}

const moduleOf = (script: string): string => /\S+\.ts/.exec(SCRIPTS[script] ?? '')![0];

const helps = new Map<string, string>();

/** What the module prints for `--help`. */
export function helpOf(module: string): string {
  const known = helps.get(module);
  if (known !== undefined) return known;
  const help = run(module, ['--help']);
  helps.set(module, help);
  return help;
}

/** What the module prints. @throws when it ends with another exit code than 0 */
export function run(module: string, args: readonly string[]): string {
  const { PATH, HOME } = process.env;
  const options = { cwd: ROOT, env: { PATH, HOME }, encoding: 'utf8', stdio: 'pipe' } as const;
  return execFileSync(process.execPath, ['--import', 'tsx', module, ...args], options);
}

/** The flags of a command that its help does not have. */
export function unknownFlags({ module, args }: OwnCommand, help = helpOf(module)): string[] {
  const flags = args.flatMap((word) => /^--[a-z][\w-]*/.exec(word)?.[0] ?? []);
  return flags.filter((flag) => !new RegExp(`(?<![\\w-])${flag}(?![\\w-])`).test(help));
}
