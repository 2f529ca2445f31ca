import { runFile } from '../run-file.ts';

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

const UNANSWERED: QuizResult = { points: 0, of: 1, passed: false, hints: 0, attempts: 0 };

/** quiz.json; without the file, nothing was answered. */
export const { read: readQuiz, write: writeQuiz } = runFile<QuizProgress>('quiz.json', { results: {} });

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
