import { exists } from '../../lib/kubernetes/conditions.ts';
import { isSo, perform } from '../../lib/step/actions.ts';
import type { Actions, StepContext } from '../../lib/step/step.ts';
import { HPA } from '../tutorial/names.ts';

/** A HorizontalPodAutoscaler does nothing while its Deployment has 0 replicas (Kubernetes: implicit deactivation). */
export const isOff = (namespace: string): string =>
  `The autoscaler stays. At 0 replicas it is off (ScalingActive=False, ScalingDisabled): kubectl get hpa ${HPA} -n ${namespace}`;

/** With the first replica it is on again, and asks for a metric that the server does not have yet. */
export const hasNoMetricYet = (): string =>
  'The autoscaler is active again. It has no metric until the server is ready, so expect FailedGetPodsMetric warnings.';

/** A note about the autoscaler, if there is one. */
export function* noteAutoscaler(text: (namespace: string) => string, { config }: StepContext): Actions & Generator {
  if (!(yield* isSo(exists({ resource: 'hpa', name: HPA, namespace: config.NAMESPACE })))) return;
  yield* perform('explain the state of the autoscaler', undefined, async ({ log }) => {
    log.write({ kind: 'note', text: text(config.NAMESPACE) });
  });
}
