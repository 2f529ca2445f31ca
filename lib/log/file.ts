import { closeSync, existsSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Writable } from 'node:stream';
import { makeFolder, writtenFolder } from '../config/folders.ts';
import { wallClock } from '../target/clock.ts';
import type { Log } from './entry.ts';
import { redact } from './redact.ts';
import { terminalLog } from './terminal.ts';

/** The number of files that are kept. */
const KEPT = 20;
const NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-\d+\.log$/;

/** The folder of the logs of all runs. */
export const logFolder = (): string => writtenFolder('.runbook', 'logs');

/** The log of a run in a file of its own: what --verbose prints, without secrets. */
export interface FileLog extends Log {
  /** The file, relative to the working directory. */
  readonly file: string;
  /** Why the file is missing or incomplete. */
  readonly problem: unknown;
  close(): void;
}

export interface FileLogOptions {
  readonly secrets: () => readonly string[];
  /** The target's time (ms). */
  readonly now: () => number;
  /** The first lines of the file: what was typed, and the version. */
  readonly heading: readonly string[];
  readonly folder?: string;
}

/**
 * Open a log file, and delete old ones. Every line is written at once, so that a killed run leaves its log; it begins
 * with the computer's time (UTC), also on the sandbox. A file that cannot be written is no failure of the run.
 */
export async function openFileLog({ secrets, now, heading, folder = logFolder() }: FileLogOptions): Promise<FileLog> {
  const at = (): string => new Date(wallClock.now()).toISOString();
  const file = join(folder, `${at().replace(/\.\d+/, '').replaceAll(':', '-')}-${process.pid}.log`);
  let problem: unknown;
  let open: number | undefined;
  const attempt = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      problem ??= error;
    }
  };
  const write = (text: string): void => {
    const stamp = at().slice(11, 19);
    const lines = text.replace(/\n$/, '').split('\n');
    // After one failure, such as a full disk, the rest would have a gap.
    if (open === undefined || problem !== undefined) return;
    attempt(() => writeSync(open!, lines.map((line) => `${`${stamp} ${line}`.trimEnd()}\n`).join('')));
  };
  const stream = new Writable({
    write: (chunk, _, done) => {
      write(String(chunk));
      done();
    },
  });
  try {
    await makeFolder(folder);
    open = openSync(file, 'a', 0o600);
    for (const old of oldest(folder)) rmSync(join(folder, old), { force: true });
  } catch (error) {
    problem = error;
  }
  for (const line of [...heading, at()]) write(redact(line, secrets()));
  const log = terminalLog({ stream, environment: {}, verbose: true, secrets, now });
  return {
    file: relative('.', file),
    get problem() {
      return problem;
    },
    write: (entry, by) => log.write(entry, by),
    close: () => {
      if (open !== undefined) attempt(() => closeSync(open!));
      open = undefined;
    },
  };
}

/** The log files beyond those that are kept; other files in the folder are nobody's business. */
const oldest = (folder: string): readonly string[] => logsIn(folder).slice(0, -KEPT);

/** The log of the last run; undefined before the first one. */
export function lastLog(folder: string = logFolder()): string | undefined {
  const last = existsSync(folder) ? logsIn(folder).at(-1) : undefined;
  return last && join(folder, last);
}

/** The names begin with the time. */
function logsIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => NAME.test(name))
    .sort();
}
