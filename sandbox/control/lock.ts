import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, type StateFolder } from '../core/folder.ts';
import { identityOf, lives, type ProcessIdentity } from './identity.ts';

/**
 * Tries to make this process the only writer of the folder's journal.
 *
 * Each owner creates a file numbered one above its predecessor's. The process in the highest-numbered file owns the folder
 * while it lives. `link` creates a file atomically, and the highest-numbered file is never removed, so a process with an
 * outdated listing finds its number taken or a higher one present, and there is never a second owner.
 * @returns whether this process is the owner
 */
export function lock(folder: StateFolder): boolean {
  const self = identityOf(process.pid);
  if (!self) throw new Error(`Cannot read the start time of process ${process.pid}`);
  makeFolder(folder.owners);
  const draft = join(folder.owners, `draft-${process.pid}`);
  writeFileSync(draft, JSON.stringify(self));
  try {
    for (;;) {
      const [last = 0] = numbers(folder);
      const owner = read(folder, last);
      if (owner && lives(owner)) return false;
      if (!linked(draft, fileOf(folder, last + 1))) continue;
      const [highest, ...lower] = numbers(folder);
      const obsolete = highest === last + 1 ? lower : [last + 1];
      for (const number of obsolete) rmSync(fileOf(folder, number), { force: true });
      if (highest === last + 1) return true;
    }
  } finally {
    rmSync(draft);
  }
}

/** The process that owns the folder. */
export function lockedBy(folder: StateFolder): ProcessIdentity | undefined {
  const [last = 0] = numbers(folder);
  const owner = read(folder, last);
  return owner && lives(owner) ? owner : undefined;
}

const fileOf = (folder: StateFolder, number: number): string => join(folder.owners, String(number));

/** In descending order. */
function numbers(folder: StateFolder): number[] {
  try {
    const names = readdirSync(folder.owners).filter((name) => /^\d+$/.test(name));
    return names.map(Number).sort((a, b) => b - a);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function read(folder: StateFolder, number: number): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(folder, number), 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

/** @returns false when another process created the file */
function linked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}
