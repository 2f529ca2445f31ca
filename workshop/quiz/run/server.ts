import { aggregated } from '../../../lib/google/compute.ts';
import { type KubernetesObject, list } from '../../../lib/kubernetes/objects.ts';
import type { Session } from '../../../lib/session/session.ts';
import { APP_SELECTOR, SERVICE } from '../../../runbook/tutorial/names.ts';

/** The oldest pod of the model server. */
export async function firstPod(session: Session): Promise<KubernetesObject | undefined> {
  const { config, signal } = session;
  const pods = await list({ resource: 'pods', selector: APP_SELECTOR, namespace: config.NAMESPACE }, session, signal);
  return [...pods].sort((a, b) => createdAt(a) - createdAt(b))[0];
}

/** Milliseconds since the Unix epoch. */
export const createdAt = ({ metadata }: KubernetesObject): number => Date.parse(metadata.creationTimestamp ?? '');

/** When the condition became what it is (ms since the Unix epoch); undefined while it is not met. */
export function metAt({ status }: KubernetesObject, type: string): number | undefined {
  const conditions = (status?.conditions ?? []) as readonly {
    type: string;
    status: string;
    lastTransitionTime: string;
  }[];
  const found = conditions.find((one) => one.type === type && one.status === 'True');
  return found && Date.parse(found.lastTransitionTime);
}

/** The node of the first replica. */
export async function firstNode(session: Session): Promise<KubernetesObject | undefined> {
  const name = (await firstPod(session))?.spec.nodeName as string | undefined;
  if (name === undefined) return undefined;
  return (await list({ resource: 'nodes', name }, session, session.signal))[0];
}

/** When the machine of a node was created (ms since the Unix epoch). */
export async function machineSince(name: string, session: Session): Promise<number | undefined> {
  const machine = (await aggregated(session, 'instances')).find((one) => one.name === name);
  return machine && Date.parse(machine.creationTimestamp);
}

export async function service(session: Session): Promise<KubernetesObject | undefined> {
  const { config, signal } = session;
  return (await list({ resource: 'services', name: SERVICE, namespace: config.NAMESPACE }, session, signal))[0];
}
