import type { Command, Words } from '../command/command.ts';
import { escaped, shellVariable, variablesIn, withVariables } from '../command/variable.ts';
import type { Already } from '../step/step.ts';
import { line } from './line.ts';
import type { Doing, Part } from './plan.ts';
import { word } from './word.ts';

type ManifestPart = Extract<Part, { kind: 'manifest' }>;
type Choice = Extract<Part, { kind: 'if' }>;

export interface RenderOptions {
  /** The text of a manifest with its parameters. */
  readonly manifestText: (part: ManifestPart) => string;
  /** Failures are counted and do not end the script. */
  readonly tolerant: boolean;
}

/** The lines of bash for parts of a script. */
export function render(parts: readonly Part[], options: RenderOptions, indent = ''): readonly string[] {
  return parts.flatMap((part) => linesOf(part, options, indent));
}

function linesOf(part: Part, options: RenderOptions, indent: string): readonly string[] {
  const attempt = options.tolerant ? ['try'] : [];
  switch (part.kind) {
    case 'comment':
      return [`${indent}# ${withVariables(part.text).replaceAll('\n', ' ')}`];
    case 'words':
      return [line([...attempt, ...part.words], { indent })];
    case 'set':
      return [`${indent}${part.variable}="$(${part.words.map(word).join(' ')})"`];
    case 'wait':
      return [line([...attempt, 'wait_until', String(part.seconds), part.what], { indent, runs: part.words })];
    case 'command':
      return [command(part, attempt, indent)];
    case 'manifest':
      return manifest(part, options, attempt, indent);
    case 'if':
      return [...choice(part, options, indent, 'if'), `${indent}fi`];
  }
}

function command({ command: of, already }: Doing, attempt: Words, indent: string): string {
  const behind = inputOf(of);
  if (!already) return line([...attempt, ...wordsOf(of)], { indent, behind });
  if (already.kind === 'notFound') return line([...attempt, 'unless_missing', ...wordsOf(of)], { indent, behind });
  return `${line(['created', ...wordsOf(of)], { indent, behind })} || ${otherwise(already, indent)}`;
}

/** What follows when the thing exists: it must be ours, or it does not matter. */
function otherwise({ ours, what = 'It' }: Already, indent: string): string {
  if (!ours?.shell) return 'true';
  const inner = `${indent}  `;
  const refusal = line(['fail', `${what} exists but was not created by this runbook`], { indent: inner });
  return `\\\n${line(['is', ...ours.shell.words], { indent: inner })} || \\\n${refusal}`;
}

function manifest(
  part: ManifestPart,
  { manifestText }: RenderOptions,
  attempt: Words,
  indent: string,
): readonly string[] {
  const { verb, namespace } = part.manifest;
  const text = manifestText(part).replace(/\n$/, '');
  const flags = [...(namespace ? ['-n', namespace] : []), ...(verb === 'delete' ? ['--ignore-not-found'] : [])];
  const hasVariables = variablesIn(text).length > 0;
  const end = delimiter(text);
  const behind = `<< ${hasVariables ? end : `'${end}'`}`;
  return [
    line([...attempt, 'kubectl', verb, ...flags, '-f', '-'], { indent, behind }),
    hasVariables ? escaped(text, /[\\$`]/g) : text,
    end,
  ];
}

/** A word that is no line of the text. */
function delimiter(text: string): string {
  const lines = new Set(text.split('\n'));
  let end = 'EOF';
  while (lines.has(end)) end += '_';
  return end;
}

function choice({ test, yes, no }: Choice, options: RenderOptions, indent: string, keyword: string): readonly string[] {
  const isCommand = 'kind' in test;
  const words = isCommand ? ['created', ...wordsOf(test.command)] : ['is', ...test];
  const behind = `${isCommand ? inputOf(test.command) : ''}; then`;
  const inner = `${indent}  `;
  const ours = isCommand && test.already?.ours?.shell ? [`${inner}${otherwise(test.already, inner)}`] : [];
  const otherLines = [...ours, ...render(no, options, inner)];
  const head = (not: string): string => line(words, { indent, before: `${keyword}${not} `, behind });
  if (yes.length === 0) return [head(' !'), ...otherLines];
  const [only, ...more] = no;
  const isChain = ours.length + more.length === 0 && only?.kind === 'if' && only.yes.length > 0;
  const rest = isChain
    ? choice(only, options, indent, 'elif')
    : otherLines.length > 0
      ? [`${indent}else`, ...otherLines]
      : [];
  return [head(''), ...render(yes, options, inner), ...rest];
}

const wordsOf = ({ tool, args }: Command): Words => [tool, ...args];

/** A secret goes through a pipe: neither an argument nor the script holds it. */
function inputOf({ input }: Command): string {
  if (!input) return '';
  return `< <(printf %s ${word(input.kind === 'secret' ? shellVariable(input.variable) : input.text)})`;
}
