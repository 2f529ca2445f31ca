import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { perform } from '../../lib/step/actions.ts';
import type { Actions, Step, StepContext, Undo } from '../../lib/step/step.ts';
import type { Failure } from './failures.ts';

/**
 * Actions whose failure must not keep others from being done: it is said at once.
 * @param failed is given it too, to tell it again at the end
 */
export function* tolerating(
  step: string,
  actions: Actions,
  failed: (failure: Failure) => void = () => undefined,
): Actions & Generator {
  try {
    yield* actions as Actions & Generator;
  } catch (error) {
    if (!(error instanceof RunbookError) || error.code === 'ABORTED') throw error;
    failed({ step, error });
    yield* perform('say what failed', undefined, async ({ log }) => {
      log.write({ kind: 'warning', text: `${error.message}. Going on without it.` });
    });
  }
}

/** What the steps have made in one place is taken back, the last first, each whatever becomes of the others. */
export function* undoing(
  place: keyof Undo,
  made: readonly Step[],
  context: StepContext,
  failed: (failure: Failure) => void,
): Actions & Generator {
  for (const { id, undo } of [...made].reverse()) yield* tolerating(id, undo?.[place]?.(context) ?? [], failed);
}
