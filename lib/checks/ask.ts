import { asRunbookError } from '../runner/outcome.ts';
import type { Session } from '../session/session.ts';
import { type Answered, no, type Question, unknown } from './question.ts';

/** Ask all questions at the same time. @returns the answers in the questions' order */
export function askAll(questions: readonly Question[], session: Session): Promise<readonly Answered[]> {
  return Promise.all(
    questions.map(async ({ ask, ...question }) => {
      const answer = await ask(session).catch((error: unknown) => {
        session.signal.throwIfAborted();
        const { code, message, remedy = '', evidence } = asRunbookError(error);
        return code === 'COMMAND_MISSING' ? no(message, remedy) : unknown([message, ...evidence].join(': '));
      });
      return { ...question, ...answer };
    }),
  );
}
