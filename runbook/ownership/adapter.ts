import { othersOfOurs } from '../../lib/kubernetes/namespaces.ts';
import { isSo } from '../../lib/step/actions.ts';
import type { Action, StepContext } from '../../lib/step/step.ts';
import { ADAPTER } from '../tutorial/names.ts';

/** Whether another learner in a shared cluster needs the metrics adapter. The last learner deletes it. */
export function* neededByOthers({ config }: StepContext): Generator<Action, boolean, unknown> {
  return config.CLUSTER === 'existing' && (yield* isSo(othersOfOurs([config.NAMESPACE, ADAPTER.namespace])));
}
