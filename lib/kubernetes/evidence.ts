import { kubectl } from '../command/command.ts';
import type { Session } from '../session.ts';
import { type KubernetesObject, list, type Selection } from './objects.ts';

const RECENT_EVENTS = 8;
const LAST_LINES = 15;

/** Why pods are not ready: their conditions, the warnings about them, and the last lines of a container that crashed. */
export function podEvidence(of: Selection & { readonly namespace: string }) {
  return async (session: Session, signal: AbortSignal): Promise<readonly string[]> => {
    const pods = await list(of, session, signal);
    const warnings = await warningsAbout(pods, of.namespace, session, signal);
    const crashed = pods.find((pod) => containerStatuses(pod).some(({ restartCount }) => restartCount > 0));
    const lastWords = crashed ? await previousLog(crashed, of.namespace, session, signal) : [];
    return [...lastWords, ...warnings, ...pods.flatMap(unmetConditions)];
  };
}

interface ContainerStatus {
  readonly name: string;
  readonly restartCount: number;
  readonly ready: boolean;
  readonly state?: { readonly waiting?: { readonly reason: string; readonly message?: string } };
}

export function containerStatuses(pod: KubernetesObject): readonly ContainerStatus[] {
  return [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
}

function unmetConditions(pod: KubernetesObject): string[] {
  const conditions = (pod.status?.conditions ?? []) as { type: string; status: string; message?: string }[];
  return conditions
    .filter(({ status, message }) => status === 'False' && message)
    .map(({ type, message }) => `${pod.metadata.name} ${type}: ${message}`);
}

async function warningsAbout(
  pods: readonly KubernetesObject[],
  namespace: string,
  session: Session,
  signal: AbortSignal,
): Promise<string[]> {
  const events = await list({ resource: 'events', namespace }, session, signal);
  const names = new Set(pods.map(({ metadata }) => metadata.name));
  return events
    .filter(({ type, involvedObject }) => type === 'Warning' && (names.size === 0 || names.has(involvedObject?.name)))
    .slice(-RECENT_EVENTS)
    .map(({ reason, message }) => `${reason}: ${message}`);
}

async function previousLog(
  pod: KubernetesObject,
  namespace: string,
  session: Session,
  signal: AbortSignal,
): Promise<string[]> {
  const container = containerStatuses(pod).find(({ restartCount }) => restartCount > 0)?.name;
  const { stdout } = await session.ask(
    kubectl`logs ${pod.metadata.name} -c ${container} -n ${namespace} --previous --tail=${LAST_LINES}`,
    signal,
  );
  return stdout.split('\n').filter((line) => line.trim() !== '');
}
