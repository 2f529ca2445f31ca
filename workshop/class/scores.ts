import type { ClassFile } from './class-file.ts';
import type { ClassFolder } from './folder.ts';
import { sum } from './hub/row.ts';
import type { Result } from './hub/seen.ts';
import { Memories } from './hub/state.ts';
import { stepIds } from './hub/steps.ts';

/** What a learner has reached. */
export interface Scores {
  readonly name: string;
  readonly label: string;
  readonly steps: readonly string[];
  readonly stepsOf: number;
  readonly points: number;
  readonly pointsOf: number;
  readonly drills: readonly Result[];
  readonly quiz: readonly Result[];
  readonly lastProgress: string;
}

/** From the disk, so that the class need not run. */
export function scoresOf({ learners }: ClassFile, folder: ClassFolder): Scores[] {
  const memories = new Memories(folder);
  const stepsOf = stepIds().length;
  return learners.map((learner) => {
    const { seen, since } = memories.of(learner);
    const { points, most } = sum(seen?.results ?? []);
    return {
      name: learner.name,
      label: learner.label,
      steps: seen?.steps ?? [],
      stepsOf,
      points,
      pointsOf: most,
      drills: seen?.results ?? [],
      quiz: seen?.quiz ?? [],
      lastProgress: since,
    };
  });
}

const HEAD = ['name', 'label', 'steps', 'steps_of', 'points', 'points_of', 'drills_passed', 'hints', 'quiz', 'quiz_of'];

/** A line a learner, RFC 4180, with a column a drill. */
export function scoresCsv(scores: readonly Scores[]): string {
  const drills = [...new Set(scores.flatMap((one) => one.drills.map(({ id }) => id)))].sort();
  const lines = scores.map((one) => {
    const quiz = sum(one.quiz);
    const total = [one.points, one.pointsOf, one.drills.filter(({ passed }) => passed).length];
    const hints = one.drills.reduce((count, drill) => count + drill.hints, 0);
    const each = drills.map((id) => one.drills.find((drill) => drill.id === id)?.points ?? '');
    return [
      one.name,
      one.label,
      one.steps.length,
      one.stepsOf,
      ...total,
      hints,
      quiz.points,
      quiz.most,
      ...each,
      one.lastProgress,
    ];
  });
  return [[...HEAD, ...drills, 'last_progress'], ...lines].map((line) => line.map(field).join(',')).join('\r\n');
}

/** A spreadsheet would compute a text that begins as a formula. */
function field(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
