import { RunbookError } from '../../lib/errors/runbook-error.ts';
import type { Session } from '../../lib/session/session.ts';
import { questionNamed, quizOf } from './find.ts';
import { type Graded, grade } from './grade.ts';
import type { Question } from './question.ts';
import { questions } from './questions/index.ts';
import { answered, readQuiz, writeQuiz } from './results.ts';

/**
 * Grade an answer against the learner's own run, as it is now, and keep the result.
 * @throws RunbookError USAGE for an unknown question or what cannot be an answer; NOT_DONE where the run is missing
 */
export async function answerQuestion(session: Session, id: string, answer: string): Promise<Graded> {
  const question = questionNamed(id);
  const key = await question.key(session);
  if (key === undefined) throw notRun(question);
  const graded = grade(question, key, answer);
  const at = new Date().toISOString();
  const all = questions.map((one) => one.id);
  await writeQuiz(answered(await readQuiz(), all, { id, answer, right: graded.right, at }));
  return graded;
}

function notRun(question: Question): RunbookError {
  const { notebook } = quizOf(question);
  return new RunbookError('NOT_DONE', `Question ${question.id} is about your run, and the world has no trace of it`, {
    evidence: [`It needs section “${question.section}” of notebook ${notebook}, run by you within the last hours.`],
    remedy: `Run section ${question.section} of ${notebook} first: npm run notebooks`,
  });
}
