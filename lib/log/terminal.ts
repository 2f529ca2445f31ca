import type { WriteStream } from 'node:tty';
import { inspect } from 'node:util';
import { renderTerminal } from '../chart/terminal.ts';
import type { Log, LogEntry } from './entry.ts';
import { colours, formatEntry, plain, type Style } from './format.ts';
import { redact } from './redact.ts';

export interface TerminalLogOptions {
  readonly stream: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;
  readonly environment: NodeJS.ProcessEnv;
  /** Values that must never be shown, whatever they come in. */
  readonly secrets: () => readonly string[];
}

/** Without a terminal, a wait says at most this often that it still waits (ms of the target's time). */
const REPEAT = 120_000;

/** For people: colours and one live line for waits on a terminal, plain lines elsewhere (and with NO_COLOR). */
export function terminalLog({ stream, environment, secrets }: TerminalLogOptions): Log {
  const live = stream.isTTY === true && environment.TERM !== 'dumb';
  const style = live && !environment.NO_COLOR ? colours : plain;
  let liveLine = false;
  /** The last that each step has said of what it waits for. */
  const lastWaits = new Map<string, Extract<LogEntry, { kind: 'waiting' }>>();

  const put = (text: string, by?: string): void => {
    if (liveLine) stream.write('\r\u001b[2K');
    liveLine = false;
    stream.write(`${redact(signed(text, by, style), secrets())}\n`);
  };

  const wait = (entry: Extract<LogEntry, { kind: 'waiting' }>, by = ''): void => {
    if (live) {
      // What is secret is taken out before the line is cut: a part of it would no longer be known.
      const text = redact(signed(formatEntry(entry, plain), by, plain), secrets());
      stream.write(`\r\u001b[2K${text.slice(0, (stream.columns ?? 80) - 1)}`);
      liveLine = true;
      return;
    }
    const last = lastWaits.get(by);
    const news = entry.what !== last?.what || entry.progress !== last.progress;
    if (!news && entry.elapsed - last.elapsed < REPEAT) return;
    lastWaits.set(by, entry);
    put(formatEntry(entry, style), by);
  };

  return {
    write(entry, by) {
      if (entry.kind === 'waiting') wait(entry, by);
      else if (entry.kind === 'chart')
        put(
          renderTerminal(entry.chart, {
            width: Math.min(stream.columns ?? 100, 110),
            height: 14,
            color: style === colours,
          }),
          by,
        );
      else put(formatEntry(entry, style), by);
      if (entry.kind === 'error' && environment.DEBUG) put(inspect(entry.error), by);
    },
  };
}

/** As wide as the longest id of a step. */
const SIGNATURE = 18;

/** Each line with the name of the step that says it, where one is named. */
function signed(text: string, by: string | undefined, style: Style): string {
  if (!by) return text;
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => `${style.dim(`${by.padEnd(SIGNATURE)} │`)} ${line}`).join('\n');
}
