import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../../../lib/config/folders.ts';
import { runFolder } from '../progress.ts';
import type { Incident } from './score.ts';

const file = (): string => join(runFolder(), 'incident.json');

/** The incident that runs, or that ended last; undefined without one. */
export async function readIncident(): Promise<Incident | undefined> {
  try {
    return JSON.parse(await readFile(file(), 'utf8')) as Incident;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export async function writeIncident(incident: Incident): Promise<void> {
  await writeWhole(file(), `${JSON.stringify(incident, null, 2)}\n`, { mode: 0o600 });
}

/** @returns whether there was one */
export async function removeIncident(): Promise<boolean> {
  const there = (await readIncident()) !== undefined;
  await rm(file(), { force: true });
  return there;
}
