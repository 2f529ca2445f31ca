import { type Command, kubectl } from '../../../lib/command/command.ts';
import { type KubernetesObject, kubernetes, list } from '../../../lib/kubernetes/objects.ts';
import { condition } from '../../../lib/kubernetes/pods.ts';
import type { Session } from '../../../lib/session/session.ts';
import type { StepContext } from '../../../lib/step/step.ts';
import { type Condition, met, pending } from '../../../lib/wait/condition.ts';
import { duration } from '../../../lib/wait/duration.ts';
import { APP_SELECTOR } from '../../../runbook/tutorial/names.ts';

/** The pods of the model server that are ready and stay. */
export async function readyReplicas(session: Session): Promise<readonly KubernetesObject[]> {
  const of = { resource: 'pods', selector: APP_SELECTOR, namespace: session.config.NAMESPACE };
  const pods = await list(of, session, session.signal);
  return pods.filter((pod) => !pod.metadata.deletionTimestamp && condition(pod, 'Ready')?.status === 'True');
}

/** The pods of the model server, those that end included, look so. */
export function replicasShow(
  what: string,
  { config }: StepContext,
  shows: (pods: readonly KubernetesObject[]) => boolean,
): Condition {
  return kubernetes({
    what,
    placeholder: true,
    timeout: duration('60m'),
    of: { resource: 'pods', selector: APP_SELECTOR, namespace: config.NAMESPACE },
    judge: (pods) => (shows(pods) ? met(true) : pending(`${pods.length} pods`)),
  });
}

/** Change an object of the namespace with a merge patch (RFC 7386). */
export function merge(resource: string, name: string, { config }: StepContext, change: object): Command {
  return kubectl`patch ${resource} ${name} -n ${config.NAMESPACE} --type=merge -p ${JSON.stringify(change)}`;
}
