import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole, writtenFolder } from '../../lib/config/folders.ts';
import type { Verdict } from './verdict.ts';

/** The drill that runs now. */
export interface CurrentDrill {
  readonly id: string;
  /** Wall time, ISO. */
  readonly startedAt: string;
  /** Hints that were shown. */
  readonly hints: number;
  /** The solution was shown, so a check gives no points. */
  readonly solved?: boolean;
}

/** The best check of a drill. */
export interface DrillResult {
  readonly points: number;
  readonly of: number;
  readonly passed: boolean;
  readonly hints: number;
  readonly attempts: number;
  /** Wall time of the last check, ISO. */
  readonly at: string;
  /** Reached with the solution: no points. */
  readonly solved?: boolean;
}

export interface DrillProgress {
  readonly current?: CurrentDrill;
  readonly results: Readonly<Record<string, DrillResult>>;
}

const NAME = 'drills.json';

/** The run folder: `.runbook` of $RUNBOOK_HOME, or else of the project. */
export const runFolder = (): string => writtenFolder('.runbook');

/** @param folder the run folder; without the file, nothing was started */
export async function readProgress(folder: string = runFolder()): Promise<DrillProgress> {
  try {
    return JSON.parse(await readFile(join(folder, NAME), 'utf8')) as DrillProgress;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { results: {} };
    throw error;
  }
}

export async function writeProgress(progress: DrillProgress, folder: string = runFolder()): Promise<void> {
  await writeWhole(join(folder, NAME), `${JSON.stringify(progress, null, 2)}\n`, { mode: 0o600 });
}

/** The progress after a check: the best points count, and every check is an attempt. */
export function checked(progress: DrillProgress, verdict: Verdict, at: string): DrillProgress {
  const { current, results } = progress;
  if (current?.id !== verdict.drill) return progress;
  const before = results[verdict.drill];
  const earned = !current.solved;
  const now = { points: earned ? verdict.points : 0, passed: earned && verdict.passed };
  const better = before === undefined || now.points > before.points || (now.passed && !before.passed);
  const { points, passed } = better ? now : before;
  const solved = current.solved === true && !passed;
  const attempts = (before?.attempts ?? 0) + 1;
  const result = { points, of: verdict.of, passed, hints: current.hints, attempts, at, ...(solved && { solved }) };
  return { current, results: { ...results, [verdict.drill]: result } };
}
