import { RunbookError } from '../../lib/errors/runbook-error.ts';
import type { Style } from '../../lib/log/format.ts';
import { asRunbookError } from '../../lib/runner/outcome.ts';
import type { Language } from '../text.ts';
import { answerQuestion } from './answer.ts';
import { formatGraded, formatQuestion } from './format.ts';
import { looking } from './looking.ts';
import type { Question, Quiz } from './question.ts';
import { readQuiz } from './results.ts';

const SKIP = { en: 'An empty answer skips the question.', zh: '直接按回车跳过本题。' };
const ANSWER = { en: 'Answer', zh: '答案' };

/**
 * Asks on a terminal what has no right answer, one question after the other; a wrong answer is asked again.
 * @returns 0 when all are right, else 1
 */
export async function askAll(quiz: Quiz, language: Language, style: Style): Promise<number> {
  console.log(`\n${SKIP[language]}`);
  const { results } = await readQuiz();
  let open = 0;
  for (const question of quiz.questions) {
    if (results[question.id]?.passed) continue;
    console.log(`\n${formatQuestion(question, language, style)}`);
    if (!(await askUntilRight(question, language, style))) open++;
  }
  return open === 0 ? 0 : 1;
}

/** @returns false when it was skipped */
async function askUntilRight(question: Question, language: Language, style: Style): Promise<boolean> {
  for (;;) {
    const text = await read(question, language);
    if (text === '') return false;
    try {
      const graded = await looking((session) => answerQuestion(session, question.id, text));
      console.log(formatGraded(graded, language, style));
      if (graded.right) return true;
    } catch (error) {
      const { code, message } = asRunbookError(error);
      if (code !== 'USAGE' && code !== 'NOT_DONE') throw error;
      console.log(message);
      if (code === 'NOT_DONE') return false;
    }
  }
}

async function read({ kind }: Question, language: Language): Promise<string> {
  const { input, select } = await import('@inquirer/prompts');
  const message = ANSWER[language];
  try {
    if (kind.type !== 'choice') return (await input({ message })).trim();
    const skip = { name: '—', value: '' };
    return await select({ message, choices: [...kind.options.map((value) => ({ name: value, value })), skip] });
  } catch (cause) {
    if ((cause as Error).name !== 'ExitPromptError') throw cause;
    throw new RunbookError('ABORTED', 'Cancelled: the answers so far are kept', { cause });
  }
}
