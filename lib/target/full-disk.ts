import { statfs } from 'node:fs/promises';

/** Less is a full disk: a program may have failed before it could say so (bytes). */
const LEAST = 64 * 1024;

/** The system's words for a full disk, if the one of a folder is full. */
export async function fullDisk(folder: string): Promise<readonly string[]> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize < LEAST ? [`ENOSPC: no space left on device, write '${folder}'`] : [];
  } catch {
    return [];
  }
}
