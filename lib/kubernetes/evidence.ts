import { kubectl } from '../command/command.ts';
import type { Session } from '../session.ts';
import { duration } from '../wait/duration.ts';
import { type KubernetesObject, list, type Selection } from './objects.ts';
import { type ContainerStatus, containerStatuses, hasStarted } from './pods.ts';
import { timeOf, whyNoNode } from './why-no-node.ts';

const RECENT_EVENTS = 12;
/** An event that has not come again for so long is of the past; those of what still goes on come again sooner. */
const FRESH = duration('3m');
/** Of a log: a traceback's last lines say what was wrong. */
const LAST_LINES = 25;

/** Events that are of the past once their pod has come further, however fresh they are. */
const OVERTAKEN: Readonly<Record<string, (pod: KubernetesObject) => boolean>> = {
  FailedMount: hasStarted,
  // The condition of the pod tells it as long as it is so: see whyNoNode.
  FailedScheduling: () => true,
  FailedScaleUp: () => true,
};

/** Why pods are not ready: what their containers wait for, their last words, the warnings about them, their conditions. */
export function podEvidence(of: Selection & { readonly namespace: string }) {
  return async (session: Session, signal: AbortSignal): Promise<readonly string[]> => {
    const [pods, events] = await Promise.all([
      list(of, session, signal),
      list({ resource: 'events', namespace: of.namespace }, session, signal),
    ]);
    const [lastWords, noNode] = await Promise.all([
      Promise.all(pods.map((pod) => previousLog(pod, of.namespace, session, signal))),
      whyNoNode(pods, events, session, signal),
    ]);
    const warnings = warningsAbout(pods, events, session.target.clock.now());
    const states = pods.flatMap(containerStates);
    return [...states, ...lastWords.flat(), ...warnings, ...noNode, ...pods.flatMap(unmetConditions)];
  };
}

/** The warnings about one object of whatever kind, as an HPA or a Service. */
export function objectEvidence(of: Selection & { readonly namespace: string; readonly name: string }) {
  return async (session: Session, signal: AbortSignal): Promise<readonly string[]> => {
    const events = await list({ resource: 'events', namespace: of.namespace }, session, signal);
    return warningsAbout([{ kind: '', metadata: { name: of.name, uid: '' } }], events, session.target.clock.now());
  };
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
    .filter(({ type, status, message }) => type !== 'PodScheduled' && status === 'False' && message)
    .map(({ type, message }) => `${pod.metadata.name} ${type}: ${message}`);
}

/** Of the objects, or of all when there are none. */
export function warningsAbout(
  objects: readonly KubernetesObject[],
  events: readonly KubernetesObject[],
  now: number,
): readonly string[] {
  const named = new Map(objects.map((object) => [object.metadata.name, object]));
  return (
    events
      .filter(({ involvedObject }) => named.size === 0 || named.has(involvedObject?.name))
      // A container that a probe ends is no warning to Kubernetes.
      .filter(({ type, reason }) => type === 'Warning' || reason === 'Killing')
      .filter((event) => timeOf(event) >= now - FRESH)
      .filter(({ reason, involvedObject }) => {
        const object = named.get(involvedObject?.name);
        return object === undefined || !OVERTAKEN[reason]?.(object);
      })
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
