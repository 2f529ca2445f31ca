import type { WriteStream } from 'node:tty';
import { inspect } from 'node:util';
import { renderTerminal } from '../chart/terminal.ts';
import type { Log, LogEntry } from './entry.ts';
import { colours, formatEntry, plain, type Style } from './format.ts';
import { redact } from './redact.ts';

export interface TerminalLogOptions {
  readonly stream: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;
  readonly environment: NodeJS.ProcessEnv;
  /** Values to mask in every entry. */
  readonly secrets: () => readonly string[];
}

/** Without a terminal, an unchanged wait is logged this often (ms of the target's time). */
const REPEAT = 120_000;

/**
 * A log for people: on a terminal with colours and one live line for waits; elsewhere and with NO_COLOR in plain lines.
 */
export function terminalLog({ stream, environment, secrets }: TerminalLogOptions): Log {
  const live = stream.isTTY === true && environment.TERM !== 'dumb';
  const style = live && !environment.NO_COLOR ? colours : plain;
  let liveLine = false;
  /** The last wait that each step logged. */
  const lastWaits = new Map<string, Extract<LogEntry, { kind: 'waiting' }>>();

  const put = (text: string, by?: string): void => {
    if (liveLine) stream.write('\r\u001b[2K');
    liveLine = false;
    stream.write(`${redact(signed(text, by, style), secrets())}\n`);
  };

  const wait = (entry: Extract<LogEntry, { kind: 'waiting' }>, by = ''): void => {
    if (live) {
      // Mask before the cut: the mask may not recognise a part of a secret.
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

/** The width of the longest step id. */
const SIGNATURE = 18;

/** Each line prefixed with its step, if any. */
function signed(text: string, by: string | undefined, style: Style): string {
  if (!by) return text;
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => `${style.dim(`${by.padEnd(SIGNATURE)} │`)} ${line}`).join('\n');
}
