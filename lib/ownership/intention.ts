import { readFile, rm } from 'node:fs/promises';
import { sharedFolder, writeWhole } from '../config/folders.ts';
import type { Session } from '../session/session.ts';
import { duration } from '../wait/duration.ts';

/** How long after its intention a thing is made at most, and by how much two clocks may differ. */
const SOON = duration('10m');
const SKEW = duration('1m');

/** Write down that this run is about to make something that is not there: for a run that comes after it was killed. */
export async function intend(name: string, { config, target }: Session): Promise<void> {
  await writeWhole(fileOf(name, config.PROJECT_ID), new Date(target.clock.now()).toISOString());
}

/** Whether something that was made at that time (RFC 3339) is what was intended. */
export async function wasIntended(name: string, made: string, { config }: Session): Promise<boolean> {
  const intended = await readFile(fileOf(name, config.PROJECT_ID), 'utf8').catch(() => '');
  const later = Date.parse(made) - Date.parse(intended);
  return later >= -SKEW && later <= SOON;
}

/** It is made, and known by something better. */
export async function fulfil(name: string, { config }: Session): Promise<void> {
  await rm(fileOf(name, config.PROJECT_ID), { force: true });
}

function fileOf(name: string, project: string): string {
  return sharedFolder(project, 'intended', encodeURIComponent(name));
}
