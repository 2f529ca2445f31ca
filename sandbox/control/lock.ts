import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StateFolder } from '../core/folder.ts';

const fileOf = (folder: StateFolder): string => join(folder.root, 'lock');

/** Whether this process may write the folder's journal now; a lock whose process is gone does not count. */
export function lock(folder: StateFolder): boolean {
  if (lockedBy(folder) === undefined) rmSync(fileOf(folder), { force: true });
  try {
    writeFileSync(fileOf(folder), String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

export function unlock(folder: StateFolder): void {
  rmSync(fileOf(folder), { force: true });
}

/** The process that holds the folder. */
export function lockedBy(folder: StateFolder): number | undefined {
  try {
    const pid = Number(readFileSync(fileOf(folder), 'utf8'));
    return isSandbox(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Where the system tells what a process runs, a pid that was given to something else is noticed, and so is a zombie. */
export function isSandbox(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc/self/cmdline') || /main\.[jt]s/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return false;
  }
}
