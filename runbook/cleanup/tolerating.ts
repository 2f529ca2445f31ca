import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { perform } from '../../lib/step/actions.ts';
import type { Actions, Step, StepContext, Undo } from '../../lib/step/step.ts';
import type { Failure } from './failures.ts';

/**
 * Runs actions whose failure must not stop the others, and reports a failure at once.
 * @param failed collects the failure for the report at the end
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
    yield* perform('report the failure', undefined, async ({ log }) => {
      log.write({ kind: 'warning', text: `${error.message}. Continuing with the rest.` });
    });
  }
}

/** Runs the undo of each step for one place, the last step first. A failure does not stop the others. */
export function* undoing(
  place: keyof Undo,
  made: readonly Step[],
  context: StepContext,
  failed: (failure: Failure) => void,
): Actions & Generator {
  for (const { id, undo } of [...made].reverse()) yield* tolerating(id, undo?.[place]?.(context) ?? [], failed);
}
