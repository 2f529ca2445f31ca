import { type KubernetesObject, kubernetes } from '../../../lib/kubernetes/objects.ts';
import { condition, containerStatuses } from '../../../lib/kubernetes/pods.ts';
import type { StepContext } from '../../../lib/step/step.ts';
import { type Condition, met, pending } from '../../../lib/wait/condition.ts';
import { duration } from '../../../lib/wait/duration.ts';
import { APP_SELECTOR, HPA } from '../../../runbook/tutorial/names.ts';

/** A pod of the model server that is not being deleted looks so. */
function podShows(what: string, { config }: StepContext, shows: (pod: KubernetesObject) => boolean): Condition {
  return kubernetes({
    what: `a pod of the model server ${what}`,
    placeholder: true,
    timeout: duration('60m'),
    of: { resource: 'pods', selector: APP_SELECTOR, namespace: config.NAMESPACE },
    judge: (pods) =>
      pods.some((pod) => !pod.metadata.deletionTimestamp && shows(pod)) ? met(true) : pending('no such pod'),
  });
}

/** The scheduler finds no node for a pod. */
export const unscheduled = (context: StepContext): Condition =>
  podShows('has no node', context, (pod) => condition(pod, 'PodScheduled')?.status === 'False');

/** A container of a pod waits for this reason. */
export const waitsFor = (context: StepContext, reason: string): Condition =>
  podShows(`waits: ${reason}`, context, (pod) =>
    containerStatuses(pod).some(({ state }) => state?.waiting?.reason === reason),
  );

/** A container of a pod has restarted this often. */
export const restarted = (context: StepContext, container: string, times: number): Condition =>
  podShows(`restarts ${container}`, context, (pod) =>
    containerStatuses(pod).some(({ name, restartCount }) => name === container && restartCount >= times),
  );

/** An event of the namespace says this. */
export function eventSays({ config }: StepContext, message: RegExp): Condition {
  return kubernetes({
    what: `an event says ${message.source}`,
    placeholder: true,
    timeout: duration('60m'),
    of: { resource: 'events', namespace: config.NAMESPACE },
    judge: (events) => (events.some((event) => message.test(event.message)) ? met(true) : pending('no such event')),
  });
}

/** The autoscaler cannot read its metric. */
export function autoscalerBlind({ config }: StepContext): Condition {
  return kubernetes({
    what: `hpa/${HPA} cannot read its metric`,
    placeholder: true,
    timeout: duration('30m'),
    of: { resource: 'hpa', name: HPA, namespace: config.NAMESPACE },
    judge: ([hpa]) =>
      hpa && condition(hpa, 'ScalingActive')?.status === 'False' ? met(true) : pending('it reads its metric'),
  });
}
