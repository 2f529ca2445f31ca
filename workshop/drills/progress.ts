import { runFile } from '../run-file.ts';
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

/** drills.json; without the file, nothing was started. */
export const { read: readProgress, write: writeProgress } = runFile<DrillProgress>('drills.json', { results: {} });

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
