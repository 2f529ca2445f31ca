import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { didYouMean, nearest } from '../nearest.ts';
import type { Question, Quiz } from './question.ts';
import { questions, quizzes } from './questions/index.ts';

/** @throws RunbookError USAGE with the nearest ID */
export function questionNamed(id: string): Question {
  const found = questions.find((one) => one.id === id);
  if (found) return found;
  throw unknown(
    'Question',
    id,
    questions.map((one) => one.id),
    (near) => `npm run quiz -- answer ${near} VALUE`,
  );
}

/** @throws RunbookError USAGE with the nearest notebook */
export function quizNamed(name: string): Quiz {
  const found = quizzes.find(({ notebook }) => notebook === name);
  if (found) return found;
  throw unknown(
    'Quiz',
    name,
    quizzes.map(({ notebook }) => notebook),
    (near) => `npm run quiz -- ${near}`,
  );
}

/** The quiz that a question belongs to. */
export const quizOf = (question: Question): Quiz => quizzes.find((one) => one.questions.includes(question))!;

function unknown(kind: string, name: string, names: readonly string[], use: (near: string) => string): RunbookError {
  const near = nearest(name, names);
  return new RunbookError('USAGE', `${kind} ${name} does not exist${didYouMean(near)}`, {
    remedy: near === undefined ? 'npm run quiz -- list' : use(near),
  });
}
