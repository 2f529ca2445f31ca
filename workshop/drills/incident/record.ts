import { rm } from 'node:fs/promises';
import { runFile } from '../../run-file.ts';
import type { Incident } from './score.ts';

/** The incident that runs, or that ended last; undefined without one. */
const { path, read, write } = runFile<Incident | undefined>('incident.json', undefined);

export { read as readIncident, write as writeIncident };

/** @returns whether there was one */
export async function removeIncident(): Promise<boolean> {
  const there = (await read()) !== undefined;
  await rm(path(), { force: true });
  return there;
}
