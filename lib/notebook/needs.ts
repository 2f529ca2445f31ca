import { RunbookError } from '../errors.ts';
import { isDone } from '../runner/runner.ts';
import type { Session } from '../session.ts';
import type { Step } from '../step.ts';

/** Failures that may come of a step before it that was never done. */
const DOUBTFUL = ['COMMAND_FAILED', 'WAIT_TIMEOUT'];

/** What to say of a step's failure: where something is missing that the step stands on, that. */
export async function becauseOfNeeds(
  error: unknown,
  step: Step,
  steps: readonly Step[],
  session: Session,
): Promise<unknown> {
  if (!(error instanceof RunbookError && DOUBTFUL.includes(error.code))) return error;
  for (const needed of needsOf(step, steps)) {
    const { done, detail } = await isDone(needed, session).catch(() => ({ done: true, detail: '' }));
    if (done) continue;
    return new RunbookError('NOT_DONE', `${step.id} needs ${needed.id}, which is not done`, {
      cause: error,
      evidence: [detail],
      remedy: 'Run its cell first, or everything up to a step: `await upTo(completion)`.',
    });
  }
  return error;
}

/** In their order: all that it stands on, however far below. */
function needsOf({ needs }: Step, steps: readonly Step[]): readonly Step[] {
  const direct = steps.filter(({ id }) => needs.includes(id));
  const all = new Set([...direct.flatMap((one) => needsOf(one, steps)), ...direct]);
  return steps.filter((one) => all.has(one));
}
