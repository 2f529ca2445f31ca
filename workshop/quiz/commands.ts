import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { usage } from '../../lib/runner/flags.ts';
import type { Language } from '../text.ts';
import { show, style, type Told } from '../told.ts';
import { answerQuestion } from './answer.ts';
import { askAll } from './ask.ts';
import { questionNamed, quizNamed } from './find.ts';
import { formatGraded, formatQuiz, formatQuizzes } from './format.ts';
import { looking } from './looking.ts';
import type { Quiz } from './question.ts';
import { quizzes } from './questions/index.ts';
import { readQuiz } from './results.ts';

/** The quizzes and what was reached; exit code 0. */
export async function list(told: Told): Promise<number> {
  const progress = await readQuiz();
  const all = quizzes.map(({ notebook, title, questions }) => ({ notebook, title, questions: questions.length }));
  show(told, { quizzes: all, ...progress }, formatQuizzes(quizzes, progress, told.language));
  return 0;
}

/** What was reached; exit code 0 when every question is right. */
export async function status(told: Told): Promise<number> {
  const progress = await readQuiz();
  show(
    told,
    progress,
    quizzes.map((quiz) => formatQuiz(quiz, progress, told.language, 'terminal', style())).join('\n\n'),
  );
  return quizzes.every(({ questions }) => questions.every(({ id }) => progress.results[id]?.passed)) ? 0 : 1;
}

/** Asks the questions on a terminal; prints them elsewhere. */
export async function quiz(name: string, told: Told): Promise<number> {
  const found = quizNamed(name);
  const progress = await readQuiz();
  if (!told.json && process.stdin.isTTY && process.stdout.isTTY) return askAll(found, told.language, style());
  show(
    told,
    { ...asData(found, told.language), ...progress },
    formatQuiz(found, progress, told.language, 'terminal', style()),
  );
  return 0;
}

function asData({ notebook, questions }: Quiz, language: Language) {
  const all = questions.map(({ id, question, kind, look }) => ({ id, question: question[language], kind, look }));
  return { notebook, questions: all };
}

/** Exit code 0 for a right answer, 1 for a wrong one. */
export async function answer([id, ...words]: readonly string[], told: Told): Promise<number> {
  if (id === undefined) throw usage('Missing ID and answer');
  questionNamed(id);
  if (words.length === 0)
    throw new RunbookError('USAGE', `Missing answer to ${id}`, { remedy: `npm run quiz -- answer ${id} VALUE` });
  const graded = await looking((session) => answerQuestion(session, id, words.join(' ')));
  show(told, { id, ...graded }, formatGraded(graded, told.language, style()));
  return graded.right ? 0 : 1;
}
