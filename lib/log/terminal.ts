import type { WriteStream } from 'node:tty';
import { renderTerminal } from '../chart/terminal.ts';
import type { Log, LogEntry } from './entry.ts';
import { colours, formatEntry, plain } from './format.ts';

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
  let lastWait = { what: '', progress: '', elapsed: 0 };

  const put = (text: string): void => {
    if (liveLine) stream.write('\r\u001b[2K');
    liveLine = false;
    stream.write(`${redact(text, secrets())}\n`);
  };

  const wait = (entry: Extract<LogEntry, { kind: 'waiting' }>): void => {
    if (live) {
      const text = formatEntry(entry, plain).slice(0, (stream.columns ?? 80) - 1);
      stream.write(`\r\u001b[2K${redact(text, secrets())}`);
      liveLine = true;
      return;
    }
    const news = entry.what !== lastWait.what || entry.progress !== lastWait.progress;
    if (!news && entry.elapsed - lastWait.elapsed < REPEAT) return;
    lastWait = entry;
    put(formatEntry(entry, style));
  };

  return {
    write(entry) {
      if (entry.kind === 'waiting') wait(entry);
      else if (entry.kind === 'chart')
        put(
          renderTerminal(entry.chart, {
            width: Math.min(stream.columns ?? 100, 110),
            height: 14,
            color: style === colours,
          }),
        );
      else put(formatEntry(entry, style));
    },
  };
}

export function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((clean, secret) => (secret === '' ? clean : clean.replaceAll(secret, '[secret]')), text);
}
