import { plain } from '../../lib/log/format.ts';
import type { Session } from '../../lib/session/session.ts';
import { notebook } from '../../runbook/notebook/shared.ts';
import { languageOf } from '../language.ts';
import type { Language } from '../text.ts';
import { answerQuestion } from './answer.ts';
import { quizNamed } from './find.ts';
import { formatGraded, formatQuiz, formatQuizzes } from './format.ts';
import { quizzes } from './questions/index.ts';
import { readQuiz } from './results.ts';

let language: Language = languageOf(undefined, process.env);

/** Show the questions of a notebook. @param spoken the language of this quiz and of what follows */
async function ask(name: string, spoken: Language = language): Promise<void> {
  const found = quizNamed(name);
  language = spoken;
  notebook.say(formatQuiz(found, await readQuiz(), language, 'notebook', plain));
}

/**
 * The quiz in a notebook: `await quiz('01-deploy')` shows ten questions, `await quiz.answer('ttft-p90', 76)` grades one.
 * It shares the session of `vllm-tpu-runbook/notebook`.
 */
export const quiz = Object.assign(ask, {
  /** Grade an answer: a number, or a text such as `'1800 ms'`. A wrong answer is no error. */
  answer: (id: string, answer: string | number) =>
    notebook.look(async (session) =>
      say(session, formatGraded(await answerQuestion(session, id, String(answer)), language, plain)),
    ),
  /** Show the quizzes, and what was reached. */
  status: async () => notebook.say(formatQuizzes(quizzes, await readQuiz(), language)),
});

const say = ({ log }: Session, text: string): void => log.write({ kind: 'output', text, whole: true });
