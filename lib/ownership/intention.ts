import { readFile, rm } from 'node:fs/promises';
import { sharedFolder, writeWhole } from '../config/folders.ts';
import type { Session } from '../session/session.ts';
import { duration } from '../wait/duration.ts';

/** The longest time from a note to the creation, and the tolerated difference of two clocks. */
const SOON = duration('10m');
const SKEW = duration('1m');

/** Note that this run is creating something, so that a later run recognises it if this run is killed. */
export async function intend(name: string, { config, target }: Session): Promise<void> {
  await writeWhole(fileOf(name, config.PROJECT_ID), new Date(target.clock.now()).toISOString());
}

/** Whether a thing created at `made` (RFC 3339) matches the note. */
export async function wasIntended(name: string, made: string, { config }: Session): Promise<boolean> {
  const intended = await readFile(fileOf(name, config.PROJECT_ID), 'utf8').catch(() => '');
  const later = Date.parse(made) - Date.parse(intended);
  return later >= -SKEW && later <= SOON;
}

/** Delete the note: the thing exists and has its label. */
export async function fulfil(name: string, { config }: Session): Promise<void> {
  await rm(fileOf(name, config.PROJECT_ID), { force: true });
}

function fileOf(name: string, project: string): string {
  return sharedFolder(project, 'intended', encodeURIComponent(name));
}
