import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Only the owner may read a file with a token. */
const MODE = 0o600;

/**
 * Writes a file at once, with mode 600, and keeps a copy of the one that it replaces.
 * @returns the copy's path, if there was a file
 */
export async function writeEnv(file: string, text: string): Promise<string | undefined> {
  await mkdir(dirname(file), { recursive: true });
  const backup = await backedUp(file);
  const part = `${file}.${randomUUID()}`;
  try {
    const handle = await open(part, 'wx', MODE);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  return backup;
}

/** `.env.backup`, `.env.backup-2` …: no copy replaces another. */
async function backedUp(file: string): Promise<string | undefined> {
  for (let number = 1; ; number++) {
    const copy = `${file}.backup${number === 1 ? '' : `-${number}`}`;
    try {
      await copyFile(file, copy, constants.COPYFILE_EXCL);
      await chmod(copy, MODE);
      return copy;
    } catch (error) {
      const { code, path } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' && path === file) return undefined;
      if (code !== 'EEXIST') throw error;
    }
  }
}
