import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole, writtenFolder } from '../lib/config/folders.ts';

/** The run folder: `.runbook` of $RUNBOOK_HOME, or else of the project. */
export const runFolder = (): string => writtenFolder('.runbook');

/** A JSON file of the run folder, which only its user can read. */
export interface RunFile<T> {
  path(folder?: string): string;
  /** @throws an error of the file system, SyntaxError; a missing file is no error */
  read(folder?: string): Promise<T>;
  write(value: T & object, folder?: string): Promise<void>;
}

/** @param none what a missing file means */
export function runFile<T>(name: string, none: T): RunFile<T> {
  const path = (folder = runFolder()): string => join(folder, name);
  return {
    path,
    async read(folder) {
      try {
        return JSON.parse(await readFile(path(folder), 'utf8')) as T;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return none;
        throw error;
      }
    },
    write: (value, folder) => writeWhole(path(folder), `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 }),
  };
}
