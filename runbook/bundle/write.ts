import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { access, constants, link, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { notWritable } from '../../lib/errors/file-error.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';

/** @throws RunbookError USAGE */
export function mustBeNew(file: string): void {
  if (!existsSync(file)) return;
  throw new RunbookError('USAGE', `${file} exists and is not overwritten`, {
    remedy: 'Choose another name: npm run bundle -- --out FILE.tgz',
  });
}

/** Fails before the work, not after it. @throws RunbookError NOT_WRITABLE */
export async function mustBeWritable(file: string): Promise<void> {
  await access(dirname(file), constants.W_OK).catch((cause: unknown) => {
    throw notWritable(file, cause, REMEDY);
  });
}

const REMEDY = 'Choose another file: npm run bundle -- --out /tmp/bundle.tgz';

/**
 * Write a file that only its user can read: whole or not at all, and never over another one.
 * @throws RunbookError USAGE if it exists, NOT_WRITABLE
 */
export async function writeNew(file: string, bytes: Buffer): Promise<void> {
  const part = `${file}.${randomUUID()}`;
  try {
    await writeFile(part, bytes, { flag: 'wx', mode: 0o600 });
    await appear(part, file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') mustBeNew(file);
    throw notWritable(file, cause, REMEDY);
  } finally {
    await rm(part, { force: true });
  }
}

/** Unlike a rename, a link never replaces a file. */
async function appear(part: string, file: string): Promise<void> {
  try {
    await link(part, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    // A file system without links, such as FAT.
    mustBeNew(file);
    await rename(part, file);
  }
}
