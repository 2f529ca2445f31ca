import { othersOfOurs } from '../../lib/kubernetes/namespaces.ts';
import { isSo } from '../../lib/step/actions.ts';
import type { Action, StepContext } from '../../lib/step/step.ts';
import { ADAPTER } from '../tutorial/names.ts';

/** A cluster has one metrics adapter: of the learners who share it the last takes it away. */
export function* neededByOthers({ config }: StepContext): Generator<Action, boolean, unknown> {
  return config.CLUSTER === 'existing' && (yield* isSo(othersOfOurs([config.NAMESPACE, ADAPTER.namespace])));
}
