import { kubectl } from '../command/command.ts';
import type { Session } from '../session.ts';
import { duration } from '../wait/duration.ts';
import { type KubernetesObject, list, type Selection } from './objects.ts';

const RECENT_EVENTS = 12;
/** An event that has not come again for so long is of the past; those of what still goes on come again sooner. */
const FRESH = duration('3m');
/** Of a log: a traceback's last lines say what was wrong. */
const LAST_LINES = 25;

/** Why pods are not ready: what their containers wait for, their last words, the warnings about them, their conditions. */
export function podEvidence(of: Selection & { readonly namespace: string }) {
  return async (session: Session, signal: AbortSignal): Promise<readonly string[]> => {
    const pods = await list(of, session, signal);
    const [warnings, lastWords] = await Promise.all([
      warningsAbout(pods, of.namespace, session, signal),
      Promise.all(pods.map((pod) => previousLog(pod, of.namespace, session, signal))),
    ]);
    return [...pods.flatMap(containerStates), ...lastWords.flat(), ...warnings, ...pods.flatMap(unmetConditions)];
  };
}

/** The warnings about one object of whatever kind, as an HPA or a Service. */
export function objectEvidence(of: Selection & { readonly namespace: string; readonly name: string }) {
  return (session: Session, signal: AbortSignal): Promise<readonly string[]> =>
    warningsAbout([{ kind: '', metadata: { name: of.name, uid: '' } }], of.namespace, session, signal);
}

interface ContainerStatus {
  readonly name: string;
  readonly restartCount: number;
  readonly ready: boolean;
  readonly state?: {
    readonly waiting?: { readonly reason: string; readonly message?: string };
    readonly running?: object;
  };
  readonly lastState?: { readonly terminated?: { readonly reason: string; readonly exitCode: number } };
}

export function containerStatuses(pod: KubernetesObject): readonly ContainerStatus[] {
  return [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
}

/** All containers of the pod are ready. */
export function isReady(pod: KubernetesObject): boolean {
  const statuses = containerStatuses(pod);
  return statuses.length > 0 && statuses.every(({ ready }) => ready);
}

/** Those that have ended before and are not ready (again). */
function crashing(pod: KubernetesObject): ContainerStatus | undefined {
  return containerStatuses(pod).find(({ restartCount, ready }) => restartCount > 0 && !ready);
}

function containerStates(pod: KubernetesObject): string[] {
  return containerStatuses(pod)
    .filter(({ ready }) => !ready)
    .flatMap(({ name, state, lastState, restartCount }) => {
      const { reason, message = '' } = state?.waiting ?? {};
      const ended = restartCount > 0 ? lastState?.terminated : undefined;
      return [
        ...(reason === undefined || reason === 'PodInitializing' || reason === 'ContainerCreating'
          ? []
          : [`${name} waits: ${reason}: ${message}`]),
        ...(ended
          ? [`${name} ended: ${ended.reason}, exit code ${ended.exitCode}, restarted ${restartCount} times`]
          : []),
      ];
    });
}

function unmetConditions(pod: KubernetesObject): string[] {
  const conditions = (pod.status?.conditions ?? []) as { type: string; status: string; message?: string }[];
  return conditions
    .filter(({ status, message }) => status === 'False' && message)
    .map(({ type, message }) => `${pod.metadata.name} ${type}: ${message}`);
}

async function warningsAbout(
  objects: readonly KubernetesObject[],
  namespace: string,
  session: Session,
  signal: AbortSignal,
): Promise<string[]> {
  const events = await list({ resource: 'events', namespace }, session, signal);
  const names = new Set(objects.map(({ metadata }) => metadata.name));
  const since = session.target.clock.now() - FRESH;
  return (
    events
      .filter(({ involvedObject }) => names.size === 0 || names.has(involvedObject?.name))
      // A container that a probe ends is no warning to Kubernetes.
      .filter(({ type, reason }) => type === 'Warning' || reason === 'Killing')
      .filter(
        (event) =>
          Date.parse(event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? '') >= since,
      )
      .slice(-RECENT_EVENTS)
      .map(({ reason, message }) => `${reason}: ${message}`)
  );
}

async function previousLog(
  pod: KubernetesObject,
  namespace: string,
  session: Session,
  signal: AbortSignal,
): Promise<string[]> {
  const container = crashing(pod)?.name;
  if (container === undefined) return [];
  const { stdout } = await session.ask(
    kubectl`logs ${pod.metadata.name} -c ${container} -n ${namespace} --previous --tail=${LAST_LINES}`,
    signal,
  );
  return stdout.split('\n').filter((line) => line.trim() !== '');
}
