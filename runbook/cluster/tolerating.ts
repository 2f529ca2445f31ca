import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { type Actions, perform } from '../../lib/step/step.ts';

/**
 * Actions whose failure must not keep others from being done: it is said at once.
 * @param failed is given it too, to tell it again at the end
 */
export function* tolerating(
  actions: Actions,
  failed: (error: RunbookError) => void = () => undefined,
): Actions & Generator {
  try {
    yield* actions as Actions & Generator;
  } catch (error) {
    if (!(error instanceof RunbookError) || error.code === 'ABORTED') throw error;
    failed(error);
    yield* perform('say what failed', undefined, async ({ log }) => {
      log.write({ kind: 'warning', text: `${error.message}. Going on without it.` });
    });
  }
}
