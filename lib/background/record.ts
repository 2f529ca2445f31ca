import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder, runFolder } from '../config/folders.ts';
import type { Session } from '../session/session.ts';

/** How to find a background process again: its port, and the token that only it accepts. */
export interface ProcessRecord {
  readonly port: number;
  readonly token: string;
  /** For people only: pids are reused. */
  readonly pid: number;
}

/** Path of the record of a background process: one per namespace of a cluster, and one per sandbox. */
export function recordFile(name: string, { config, target }: Pick<Session, 'config' | 'target'>): string {
  const sandbox = target.apiUrl === undefined ? '' : `-${new URL(target.apiUrl).port}`;
  return runFolder(config, `${name}${sandbox}.json`);
}

/** @returns undefined when the record is missing or unreadable */
export async function readRecord(file: string): Promise<ProcessRecord | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ProcessRecord;
  } catch {
    return undefined;
  }
}

/** Publish the record. @returns false when another process was faster */
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

/** Remove the record of a process that is gone. Keeps a newer record of another process. */
export async function removeRecord(file: string, token: string): Promise<void> {
  if ((await readRecord(file))?.token === token) await rm(file, { force: true });
}
