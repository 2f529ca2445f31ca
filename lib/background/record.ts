import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder, runFolder } from '../config/folders.ts';
import type { Session } from '../session/session.ts';

/** How a background process is found again: where it listens, and what only it answers to. */
export interface ProcessRecord {
  readonly port: number;
  readonly token: string;
  /** For people: what is known by a pid alone may be another's. */
  readonly pid: number;
}

/** Where the record of a background process lies: one for each namespace of a cluster, and for each sandbox. */
export function recordFile(name: string, { config, target }: Pick<Session, 'config' | 'target'>): string {
  const sandbox = target.apiUrl === undefined ? '' : `-${new URL(target.apiUrl).port}`;
  return runFolder(config, `${name}${sandbox}.json`);
}

/** @returns undefined when there is none, or none that can be read. */
export async function readRecord(file: string): Promise<ProcessRecord | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ProcessRecord;
  } catch {
    return undefined;
  }
}

/** Put the record where others look for it. @returns false when another process was faster */
export async function claimRecord(file: string, record: ProcessRecord): Promise<boolean> {
  const own = `${file}.${record.pid}`;
  await makeFolder(dirname(file));
  await writeFile(own, JSON.stringify(record), { mode: 0o600 });
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

/** Remove the record of a process that is gone; one that another has put there since stays. */
export async function removeRecord(file: string, token: string): Promise<void> {
  if ((await readRecord(file))?.token === token) await rm(file, { force: true });
}
