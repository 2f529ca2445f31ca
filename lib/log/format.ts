import type { RunbookError } from '../errors/runbook-error.ts';
import { formatDuration } from '../wait/duration.ts';
import type { LogEntry, Summary } from './entry.ts';

/** Colours for pieces of text, or none. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  accent(text: string): string;
}

const paint = (open: number, close: number) => (text: string) => `\u001b[${open}m${text}\u001b[${close}m`;
const same = (text: string): string => text;

export const colours: Style = {
  bold: paint(1, 22),
  dim: paint(2, 22),
  good: paint(32, 39),
  bad: paint(31, 39),
  accent: paint(36, 39),
};
export const plain: Style = { bold: same, dim: same, good: same, bad: same, accent: same };

/** The first line names the target and the source of the variables; announcements follow. */
function target(description: string, variables: string): string {
  const [first = '', ...more] = description.split('\n');
  return [`Acting on ${first}; ${variables}`, ...more].join('\n');
}

/** The entries with a text. The caller draws charts, since it knows the width. */
export type Formatted = Exclude<LogEntry, { kind: 'chart' }>;

type Formatters = {
  readonly [K in Formatted['kind']]: (entry: Extract<LogEntry, { kind: K }>, style: Style) => string;
};

const FORMAT: Formatters = {
  target: ({ description, variables }, s) => s.bold(target(description, variables)),
  step: ({ id, title }, s) => `\n${s.bold(`${id}  ${title}`)}`,
  'step-done': ({ id, status, elapsed, wall }, s) =>
    status === 'already'
      ? `${s.good('✓')} ${id}: already done, nothing to change`
      : `${s.good('✓')} ${id} ${s.dim(`(${took(elapsed, wall)})`)}`,
  command: ({ line }, s) => s.accent(`$ ${line}`),
  output: ({ text }) => indent(shorten(text, SHOWN)),
  'log-line': ({ text }, s) => `  ${s.dim('│')} ${text}`,
  waiting: ({ what, progress, elapsed, timeout }, s) => {
    const time = `${formatDuration(elapsed)} of up to ${formatDuration(timeout)}`;
    return `  … waiting until ${what}: ${progress} ${s.dim(`(${time})`)}`;
  },
  met: ({ what, instead, elapsed }, s) =>
    `  ${instead === undefined ? s.good('✓') : s.bad('✗')} ${instead ?? what} ${s.dim(`(${formatDuration(elapsed)})`)}`,
  checked: ({ what, good, detail }, s) =>
    good ? `  ${s.good('✓')} ${what}` : `  ${s.bad('✗')} ${what} ${s.dim(`(${detail})`)}`,
  answer: ({ verdict, about, detail, remedy }, s) => {
    const mark = { yes: s.good('✓'), no: s.bad('✗'), unknown: s.bold('?') }[verdict];
    return [`  ${mark} ${about}: ${detail}`, ...(remedy?.split('\n') ?? []).map((line) => `      → ${line}`)].join(
      '\n',
    );
  },
  cause: ({ sentence, remedy }, s) => `  ${s.bold('?')} Likely cause: ${sentence}.\n    ${remedy}`,
  'cause-over': ({ sentence }, s) => `  ${s.good('✓')} No longer: ${sentence}.`,
  note: ({ text }) => indent(text),
  warning: ({ text }, s) => `  ${s.bad('!')} ${text.replaceAll('\n', '\n    ')}`,
  status: ({ id, title, state, detail }, s) =>
    `${MARKS[state](s)} ${id.padEnd(19)} ${title}${detail === '' ? '' : s.dim(`  (${detail})`)}`,
  cost: (cost) => `  ${formatCost(cost)}`,
  summary: (summary, s) => formatSummary(summary, s),
  error: ({ error }, s) => formatError(error, s),
};

/** Only what should stand and does not is red. */
const MARKS: Readonly<Record<Extract<LogEntry, { kind: 'status' }>['state'], (style: Style) => string>> = {
  done: (s) => s.good('✓'),
  partial: (s) => s.bold('…'),
  'not-run': (s) => s.dim('·'),
  over: (s) => s.dim('–'),
  broken: (s) => s.bad('✗'),
  unknown: (s) => s.bold('?'),
};

/** An entry as text. */
export function formatEntry(entry: Formatted, style: Style): string {
  const format = FORMAT[entry.kind] as (entry: LogEntry, style: Style) => string;
  return format(entry, style);
}

/** The message, then the evidence, then the remedy. */
export function formatError(error: RunbookError, style: Style): string {
  const lines = [`${style.bad('✗')} ${style.bold(error.message)} ${style.dim(`[${error.code}]`)}`];
  for (const line of error.evidence) lines.push(`    ${line}`);
  if (error.remedy) lines.push(`  → ${error.remedy}`);
  return lines.join('\n');
}

/** `cost so far $1.20 at $21.73 an hour`. */
export function formatCost({ spent, perHour, simulated }: Omit<Extract<LogEntry, { kind: 'cost' }>, 'kind'>): string {
  const amount = `cost so far $${spent.toFixed(2)} at $${perHour.toFixed(2)} an hour`;
  return simulated ? `${amount} (simulated)` : amount;
}

/** A blank line, the title, the facts in two columns, then what to do next. */
function formatSummary({ title, facts, next }: Summary, s: Style): string {
  const label = Math.max(0, ...facts.map(([name]) => name.length));
  return [
    `\n${s.bold(title)}`,
    ...facts.map(([name, text]) => `  ${s.dim(name.padEnd(label))}  ${text}`),
    ...next.flatMap(({ what, commands }) => [`  ${what}:`, ...commands.map((line) => `    ${s.accent(line)}`)]),
  ].join('\n');
}

/** The sandbox shows simulated and real time. */
export function took(elapsed: number, wall: number): string {
  const simulated = formatDuration(elapsed);
  return Math.abs(elapsed - wall) < 1000 ? simulated : `${simulated} simulated, ${(wall / 1000).toFixed(1)} s real`;
}

/** Text of more than `most` lines is shown as its beginning and end. */
export interface Shortening {
  readonly most: number;
  readonly first: number;
  readonly last: number;
}

const SHOWN: Shortening = { most: 40, first: 12, last: 4 };

/** A text of at most `most` lines; a longer one as its beginning and end. */
export function shorten(text: string, { most, first, last }: Shortening): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length <= most) return lines.join('\n');
  const left = lines.length - first - last;
  return [...lines.slice(0, first), `… ${left} more lines …`, ...(last > 0 ? lines.slice(-last) : [])].join('\n');
}

export function indent(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
