import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { didYouMean, nearest } from '../nearest.ts';
import type { Drill } from './drill.ts';
import { drills } from './list/index.ts';
import { type CurrentDrill, readProgress } from './progress.ts';

/** @throws RunbookError USAGE with the nearest name */
export function wanted(id: string): Drill {
  const found = drills.find((one) => one.id === id);
  if (found) return found;
  const near = nearest(
    id,
    drills.map((one) => one.id),
  );
  throw new RunbookError('USAGE', `Drill ${id} does not exist${didYouMean(near)}`, {
    remedy: near === undefined ? 'npm run drill -- list' : `npm run drill -- start ${near}`,
  });
}

/** The drill that runs now. @throws RunbookError USAGE when none does */
export async function running(): Promise<{ readonly drill: Drill; readonly current: CurrentDrill }> {
  const { current } = await readProgress();
  if (current) return { drill: wanted(current.id), current };
  throw new RunbookError('USAGE', 'No drill is running', { remedy: 'npm run drill -- list' });
}
