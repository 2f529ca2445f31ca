import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole, writtenFolder } from '../../lib/config/folders.ts';

/** What a learner has reached at a question. */
export interface QuizResult {
  /** 1 after a right answer. */
  readonly points: number;
  readonly of: number;
  readonly passed: boolean;
  readonly hints: number;
  readonly attempts: number;
  /** The last answer. */
  readonly answer?: string;
  /** Wall time of the last answer, ISO. */
  readonly at?: string;
}

export interface QuizProgress {
  /** Every question by its ID, once one was answered. */
  readonly results: Readonly<Record<string, QuizResult>>;
}

const NAME = 'quiz.json';
const UNANSWERED: QuizResult = { points: 0, of: 1, passed: false, hints: 0, attempts: 0 };

/** @param folder the run folder; without the file, nothing was answered */
export async function readQuiz(folder: string = writtenFolder('.runbook')): Promise<QuizProgress> {
  try {
    return JSON.parse(await readFile(join(folder, NAME), 'utf8')) as QuizProgress;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { results: {} };
    throw error;
  }
}

export async function writeQuiz(progress: QuizProgress, folder: string = writtenFolder('.runbook')): Promise<void> {
  await writeWhole(join(folder, NAME), `${JSON.stringify(progress, null, 2)}\n`, { mode: 0o600 });
}

/**
 * The progress after an answer. A right answer stays right, and every answer is an attempt.
 * @param all the IDs of all questions, so that a sum knows how many there are
 */
export function answered(
  { results }: QuizProgress,
  all: readonly string[],
  {
    id,
    answer,
    right,
    at,
  }: { readonly id: string; readonly answer: string; readonly right: boolean; readonly at: string },
): QuizProgress {
  const every = Object.fromEntries(all.map((one) => [one, results[one] ?? UNANSWERED]));
  const { attempts, passed: before } = results[id] ?? UNANSWERED;
  const passed = before || right;
  const now = { ...UNANSWERED, points: passed ? 1 : 0, passed, attempts: attempts + 1, answer, at };
  return { results: { ...every, [id]: now } };
}
