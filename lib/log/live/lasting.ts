import type { LogEntry } from '../entry.ts';
import type { Fit } from '../fit.ts';
import { type Formatted, formatEntry, indent, type Style, shorten, took } from '../format.ts';
import { fold } from './fold.ts';
import type { Running, Said, View } from './view.ts';

/** A text that stays, and how it is made to fit. */
export interface Block {
  readonly text: string;
  readonly fit: Fit;
  /** The indent of a continued line, relative to its beginning. */
  readonly hanging?: number;
}

type Waiting = Extract<LogEntry, { kind: 'waiting' }>;

/** What was printed, as far as later entries depend on it. */
export interface Told {
  /** The steps whose heading is printed. */
  readonly headed: ReadonlySet<string>;
  /** The last printed wait of each step. */
  readonly waits: ReadonlyMap<string, Waiting>;
}

export const UNTOLD: Told = { headed: new Set(), waits: new Map() };

interface Surroundings {
  readonly style: Style;
  /** The entry's step before the entry. */
  readonly running: Running | undefined;
  readonly at: number;
}

/** The output of a command that is a receipt. */
const RECEIPT = { most: 4, first: 2, last: 0 } as const;

const FITS: Partial<Readonly<Record<LogEntry['kind'], Fit>>> = { command: 'command', 'log-line': 'row', output: 'cut' };

type Brief = Partial<{
  readonly [K in Formatted['kind']]: (
    entry: Extract<Formatted, { kind: K }>,
    around: Surroundings,
  ) => string | undefined;
}>;

/** Entries that are shorter than in full. */
const BRIEF: Brief = {
  output: ({ text, whole }) => indent(whole ? text : shorten(text, RECEIPT)),
  'log-line': ({ text }, { running, style, at }) => {
    const { shown } = running ? fold(running.folded, text, at) : { shown: [text] };
    return shown.length === 0 ? undefined : shown.map((line) => `  ${style.dim('│')} ${line}`).join('\n');
  },
  // One step alone shows what it checked.
  answer: (entry, { style, running }) =>
    entry.verdict === 'yes' && (running?.place?.of ?? 1) > 1 ? undefined : formatEntry(entry, style),
};

/** How entries are shown. */
export interface Manner {
  readonly style: Style;
  /** A live region shows the running step and its wait. */
  readonly live: boolean;
  /** Every entry in full. */
  readonly verbose: boolean;
}

/** An entry as blocks that stay on the screen. @param view the view before the entry */
export function lasting(
  told: Told,
  view: View,
  { entry, by, at }: Said & { readonly entry: Formatted },
  { style, live, verbose }: Manner,
): { told: Told; blocks: readonly Block[] } {
  if (entry.kind === 'waiting')
    return live ? { told, blocks: [] } : wait(told, entry, by, style, verbose ? IN_FULL : REPEAT);
  // Only the live region has a place for it.
  if (entry.kind === 'cost' || (entry.kind === 'cause-over' && !verbose)) return { told, blocks: [] };
  if (verbose) return { told, blocks: [{ text: formatEntry(entry, style), fit: 'none' }] };
  const running = view.running.get(by);
  if (entry.kind === 'summary') return { told, blocks: summaryBlocks(entry, style) };
  if (entry.kind === 'step') {
    const headed = new Set([...told.headed].filter((one) => one !== by));
    return live ? { told: { ...told, headed }, blocks: [] } : { told, blocks: [block(entry, style)] };
  }
  const isHeaded = !live || !running?.title || told.headed.has(by);
  const lines = linesOf(entry, { style, running, at });
  const end = entry.kind === 'step-done' ? [endOf(running, entry, style, isHeaded || lines.length > 0)] : [];
  // On a live screen a step without a line of its own has only the line of its end.
  if (isHeaded || lines.length === 0) return { told, blocks: [...lines, ...end] };
  const { id, title } = running;
  const heading = block({ kind: 'step', id, title }, style);
  return { told: { ...told, headed: new Set([...told.headed, by]) }, blocks: [heading, ...lines, ...end] };
}

function linesOf(entry: Formatted, around: Surroundings): readonly Block[] {
  if (entry.kind === 'step-done') return checks(around);
  const formatted = BRIEF[entry.kind] as ((entry: Formatted, around: Surroundings) => string | undefined) | undefined;
  const text = formatted ? formatted(entry, around) : formatEntry(entry, around.style);
  return text === undefined ? [] : [{ text, fit: FITS[entry.kind] ?? 'wrap' }];
}

function block(entry: Formatted, style: Style): Block {
  return { text: formatEntry(entry, style), fit: 'wrap' };
}

function checks({ running, style }: Surroundings): readonly Block[] {
  if (!running?.good || (running.place?.of ?? 1) === 1) return [];
  return [{ text: `  ${style.good('✓')} ${running.good} checks passed`, fit: 'wrap' }];
}

/** The line of a step's end; without a heading above it, it has the title. */
export function endOf(
  running: Running | undefined,
  entry: Extract<LogEntry, { kind: 'step-done' }>,
  style: Style,
  isHeaded: boolean,
): Block {
  if (isHeaded || !running?.title) return block(entry, style);
  const { id, status, elapsed, wall } = entry;
  const how = status === 'already' ? 'already done' : took(elapsed, wall);
  return { text: `${style.good('✓')} ${id}  ${running.title} ${style.dim(`(${how})`)}`, fit: 'wrap' };
}

/** Its commands can be copied. */
function summaryBlocks(entry: Extract<LogEntry, { kind: 'summary' }>, style: Style): readonly Block[] {
  const hanging = Math.max(0, ...entry.facts.map(([label]) => label.length)) + 2;
  return [
    { ...block({ ...entry, next: [] }, style), hanging },
    ...entry.next.flatMap(({ what, commands }): Block[] => [
      { text: `  ${what}:`, fit: 'wrap' },
      ...commands.map((line): Block => ({ text: `    ${style.accent(line)}`, fit: 'command' })),
    ]),
  ];
}

/** Pauses between two lines of a wait, by whether it has news (ms of the target's time). */
interface Pauses {
  readonly news: number;
  readonly none: number;
}

const REPEAT: Pauses = { news: 60_000, none: 600_000 };
const IN_FULL: Pauses = { news: 0, none: 120_000 };

function wait(
  told: Told,
  entry: Waiting,
  by: string,
  style: Style,
  pauses: Pauses,
): { told: Told; blocks: readonly Block[] } {
  const last = told.waits.get(by);
  const again = last?.what === entry.what && entry.elapsed >= last.elapsed;
  const pause = last?.progress === entry.progress ? pauses.none : pauses.news;
  if (again && entry.elapsed - last.elapsed < pause) return { told, blocks: [] };
  return { told: { ...told, waits: new Map([...told.waits, [by, entry]]) }, blocks: [block(entry, style)] };
}
