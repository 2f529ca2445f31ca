import type { WriteStream } from 'node:tty';
import { inspect } from 'node:util';
import { renderTerminal } from '../chart/terminal.ts';
import type { Log, LogEntry } from './entry.ts';
import { fit } from './fit.ts';
import { colours, plain, type Style } from './format.ts';
import { type Block, lasting, type Told, UNTOLD } from './live/lasting.ts';
import { quietly } from './live/quiet.ts';
import { region } from './live/region.ts';
import { Screen } from './live/screen.ts';
import { after, NEW, type Said, type View } from './live/view.ts';
import { masked } from './masked.ts';
import { redact } from './redact.ts';

type Stream = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'rows'>>;

export interface TerminalLogOptions {
  readonly stream: Stream;
  readonly environment: NodeJS.ProcessEnv;
  /** Values to mask in every entry. */
  readonly secrets: () => readonly string[];
  /** Print every entry in full. @default false */
  readonly verbose?: boolean | undefined;
  /** Print only the ends of steps, errors and the end of the run, without a live region. @default false */
  readonly quiet?: boolean | undefined;
  /** The target's time (ms); without it there is no live region. */
  readonly now?: () => number;
}

/** A log on a terminal or in a file. */
export interface TerminalLog extends Log {
  /** Remove the live region. What is written afterwards are plain lines. */
  close(): void;
}

/** Real milliseconds between two redraws of the live region. */
const REDRAW = 250;
/** The widest chart, and the width of a chart in a file. */
const CHART = { most: 110, file: 100, height: 14 } as const;

/**
 * A log for people. On a terminal: colours (not with NO_COLOR) and a live region at the bottom, which shows what runs
 * and what it waits for. Elsewhere, with TERM=dumb and in CI: plain lines.
 */
export function terminalLog(options: TerminalLogOptions): TerminalLog {
  const { stream, environment, secrets, verbose = false, quiet = false, now } = options;
  const isTerminal = stream.isTTY === true && environment.TERM !== 'dumb';
  const style = isTerminal && !environment.NO_COLOR ? colours : plain;
  let live = isTerminal && !environment.CI && now !== undefined && !quiet;
  let over = false;
  const screen = new Screen(stream);
  let view: View = NEW;
  let told: Told = UNTOLD;
  let timer: NodeJS.Timeout | undefined;

  const clean = (text: string): string => redact(text, secrets());
  const put = (lines: readonly string[]): void => {
    if (live && now) screen.show(lines.map(clean), region(view, now(), screen.columns - 1, style).map(clean));
    else for (const line of lines) stream.write(`${clean(line)}\n`);
  };
  const redraw = (): void => put([]);
  const close = (): void => {
    clearInterval(timer);
    timer = undefined;
    process.off('exit', close);
    stream.off('resize', redraw);
    if (live) screen.clear();
    live = false;
    over = true;
  };

  const blocksOf = (said: Said, columns: number | undefined): readonly Block[] => {
    const { entry } = said;
    if (quiet) return entry.kind === 'chart' ? [] : quietly(view, { ...said, entry }, style, over);
    if (entry.kind === 'chart') return [{ text: chart(entry, columns, style), fit: 'none' }];
    const next = lasting(told, view, { ...said, entry }, { style, live, verbose });
    told = next.told;
    return next.blocks;
  };

  return {
    write(given, by = '') {
      const said = { entry: masked(given, secrets()), by, at: now?.() ?? 0 };
      const prefix = by === '' ? '' : `${style.dim(`${by.padEnd(SIGNATURE)} │`)} `;
      const columns = stream.isTTY ? screen.columns - (by === '' ? 0 : SIGNATURE + 3) : undefined;
      const lines = blocksOf(said, columns).map(({ text, fit: how, hanging }) =>
        signed(fit(text, how, columns, hanging), prefix),
      );
      if (given.kind === 'error' && environment.DEBUG) lines.push(inspect(given.error));
      view = after(view, said);
      put(lines);
      if (!live || timer || view.running.size === 0) return;
      timer = setInterval(redraw, REDRAW).unref();
      // A second Ctrl-C ends the process at once.
      process.once('exit', close);
      stream.on('resize', redraw);
    },
    close,
  };
}

function chart(entry: Extract<LogEntry, { kind: 'chart' }>, columns: number = CHART.file, style: Style): string {
  const width = Math.min(columns, CHART.most);
  return renderTerminal(entry.chart, { width, height: CHART.height, color: style === colours });
}

/** The width of the longest step id. */
const SIGNATURE = 18;

/** Each line prefixed with its step, if any. */
function signed(text: string, prefix: string): string {
  if (prefix === '') return text;
  const lines = text.split('\n').filter((line) => line !== '');
  let open = '';
  return lines
    .map((line) => {
      const whole = prefix + open + line;
      open = openAt(open + line);
      return open === '' ? whole : `${whole}${RESET}`;
    })
    .join('\n');
}

const ESC = '\u001b';
const RESET = `${ESC}[0m`;
const CODES = new RegExp(`${ESC}\\[(\\d+)m`, 'g');
/** The codes that end a colour or a weight. */
const ENDS: ReadonlySet<string> = new Set(['0', '22', '39']);

/** The code that a line leaves open: a styled text of several lines has one at its beginning and one at its end. */
function openAt(line: string): string {
  const [last, code = '0'] = [...line.matchAll(CODES)].at(-1) ?? [];
  return last === undefined || ENDS.has(code) ? '' : last;
}
