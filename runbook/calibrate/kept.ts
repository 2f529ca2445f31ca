import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rung } from '../../lib/calibration/index.ts';
import { writeWhole } from '../../lib/config/folders.ts';

/** The rungs of an interrupted ladder, with what they were measured on. */
interface Kept {
  readonly of: string;
  readonly rungs: readonly Rung[];
}

const FILE = 'rungs.json';

/** The rungs in a folder that were measured on the same server with the same requests. @param of identifies both */
export async function keptRungs(folder: string, of: string): Promise<readonly Rung[]> {
  try {
    const kept = JSON.parse(await readFile(join(folder, FILE), 'utf8')) as Kept;
    return kept.of === of ? kept.rungs : [];
  } catch {
    // No file, or half of one: the ladder begins anew.
    return [];
  }
}

export async function keepRungs(folder: string, of: string, rungs: readonly Rung[]): Promise<void> {
  await writeWhole(join(folder, FILE), `${JSON.stringify({ of, rungs } satisfies Kept, undefined, 2)}\n`);
}

/** After a whole ladder, the next calibration measures anew. */
export async function forgetRungs(folder: string): Promise<void> {
  await rm(join(folder, FILE), { force: true });
}
