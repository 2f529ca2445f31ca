import leven from 'leven';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import type { Drill } from './drill.ts';
import { drills } from './list/index.ts';
import { type CurrentDrill, readProgress } from './progress.ts';

/** Largest edit distance of a suggestion. */
const NEAR = 4;

/** @throws RunbookError USAGE with the nearest name */
export function wanted(id: string): Drill {
  const found = drills.find((one) => one.id === id);
  if (found) return found;
  const near = nearest(id);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  throw new RunbookError('USAGE', `Drill ${id} does not exist${hint}`, {
    remedy: near === undefined ? 'npm run drill -- list' : `npm run drill -- start ${near}`,
  });
}

function nearest(id: string): string | undefined {
  const near = drills.map((one) => ({ name: one.id, far: leven(one.id, id) })).sort((a, b) => a.far - b.far)[0];
  return near && near.far <= NEAR ? near.name : undefined;
}

/** The drill that runs now. @throws RunbookError USAGE when none does */
export async function running(): Promise<{ readonly drill: Drill; readonly current: CurrentDrill }> {
  const { current } = await readProgress();
  if (current) return { drill: wanted(current.id), current };
  throw new RunbookError('USAGE', 'No drill is running', { remedy: 'npm run drill -- list' });
}
