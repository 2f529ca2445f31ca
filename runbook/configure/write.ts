import { constants } from 'node:fs';
import { chmod, copyFile } from 'node:fs/promises';
import { writeWhole } from '../../lib/config/folders.ts';

/** Only the owner may read a file with a token. */
const MODE = 0o600;

/**
 * Writes a file at once, with mode 600, and keeps a copy of the one that it replaces.
 * @returns the copy's path, if there was a file
 */
export async function writeEnv(file: string, text: string): Promise<string | undefined> {
  const backup = await backedUp(file);
  await writeWhole(file, text, { mode: MODE, flush: true });
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
