import { kubectl } from '../command/command.ts';
import { type Seen, type Speaker, seen } from '../diagnosis/index.ts';
import type { Session } from '../session/session.ts';
import { duration } from '../wait/duration.ts';
import { type KubernetesObject, list, type Selection } from './objects.ts';
import { type ContainerStatus, containerStatuses, hasStarted, lastEnd, type Moment, waitsForImage } from './pods.ts';
import { isExpected, TELLING } from './warnings.ts';
import { timeOf, whyNoNode } from './why-no-node.ts';

const RECENT_EVENTS = 12;
/** Events older than this are outdated: the kubelet repeats a failed pull every five minutes, and all else sooner. */
const FRESH = duration('6m');
/** Exceptions by reason. A controller retries a refused pod after up to 1000 s: client-go, util/workqueue/default_rate_limiters.go. */
const FRESH_OF: Readonly<Record<string, number>> = { FailedCreate: duration('17m') };
/** Lines of a log: the error is at the end of a traceback. */
const LAST_LINES = 25;

/** Events that are outdated once their pod has progressed, whatever their age. */
const OVERTAKEN: Readonly<Record<string, (pod: KubernetesObject) => boolean>> = {
  FailedMount: hasStarted,
  // The pod's condition says it while it lasts: see whyNoNode.
  FailedScheduling: () => true,
  FailedScaleUp: () => true,
};

/**
 * Why pods are not ready: states and last log lines of their containers, warnings, conditions. Omits what is older than
 * the current state or than `since`. @param log the source of the containers' logs
 */
export function podEvidence(of: Selection & { readonly namespace: string }, log: Speaker = 'log') {
  return async (session: Session, signal: AbortSignal, since = 0): Promise<readonly Seen[]> => {
    const [pods, events] = await Promise.all([
      list(of, session, signal),
      list({ resource: 'events', namespace: of.namespace }, session, signal),
    ]);
    const now = session.target.clock.now();
    const [lastWords, noNode] = await Promise.all([
      Promise.all(pods.map((pod) => previousLog(pod, of.namespace, { now, since }, session, signal))),
      whyNoNode(pods, events, since, session, signal),
    ]);
    return [
      ...pods.flatMap((pod) => containerStates(pod, { now, since })),
      ...seen(log, lastWords.flat()),
      ...warningsAbout(pods, events, { now, since }),
      ...noNode,
      ...pods.flatMap(unmetConditions),
    ];
  };
}

/** The warnings about one object of any kind. @param by the source of their words: the autoscaler for an HPA */
export function objectEvidence(of: Selection & { readonly namespace: string; readonly name: string }, by: Speaker) {
  return async (session: Session, signal: AbortSignal, since = 0): Promise<readonly Seen[]> => {
    const events = await list({ resource: 'events', namespace: of.namespace }, session, signal);
    const object = { kind: '', metadata: { name: of.name, uid: '' } };
    return warningsAbout([object], events, { now: session.target.clock.now(), since }, by);
  };
}

/** A container that ended before and is not ready. */
function crashing(pod: KubernetesObject, moment: Moment): ContainerStatus | undefined {
  return containerStatuses(pod).find((status) => status.restartCount > 0 && lastEnd(status, moment));
}

function containerStates(pod: KubernetesObject, moment: Moment): readonly Seen[] {
  const lines = containerStatuses(pod)
    .filter(({ ready }) => !ready)
    .flatMap((status) => {
      const { name, state, restartCount } = status;
      const { reason, message = '' } = state?.waiting ?? {};
      const ended = restartCount > 0 ? lastEnd(status, moment) : undefined;
      return [
        ...(reason === undefined || reason === 'PodInitializing' || reason === 'ContainerCreating'
          ? []
          : [`container ${name} is waiting: ${reason}: ${message}`]),
        ...(ended
          ? [`container ${name} ended: ${ended.reason}, exit code ${ended.exitCode}, restarted ${restartCount} times`]
          : []),
      ];
    });
  return seen('container', lines);
}

function unmetConditions(pod: KubernetesObject): readonly Seen[] {
  const conditions = (pod.status?.conditions ?? []) as { type: string; status: string; message?: string }[];
  const lines = conditions
    .filter(({ type, status, message }) => type !== 'PodScheduled' && status === 'False' && message)
    .map(({ type, message }) => `${pod.metadata.name} ${type}: ${message}`);
  return seen('condition', lines);
}

/** Warnings about the objects; about all objects when the list is empty. */
export function warningsAbout(
  objects: readonly KubernetesObject[],
  events: readonly KubernetesObject[],
  { now, since }: Moment,
  by: Speaker = 'event',
): readonly Seen[] {
  const named = new Map(objects.map((object) => [object.metadata.name, object]));
  const recent = events
    .filter(({ involvedObject }) => named.size === 0 || named.has(involvedObject?.name))
    // A container that a probe kills is a normal event to Kubernetes.
    .filter(({ type, reason }) => type === 'Warning' || TELLING.has(reason) || reason === 'Killing')
    .filter((event) => {
      const object = named.get(event.involvedObject?.name);
      if (object && lasts(event, object)) return true;
      const isFresh = timeOf(event) >= Math.max(now - (FRESH_OF[event.reason] ?? FRESH), since - 1000);
      return isFresh && (object === undefined || !OVERTAKEN[event.reason]?.(object));
    })
    .sort((one, other) => timeOf(one) - timeOf(other))
    .slice(-RECENT_EVENTS);
  return recent.map((event) => ({
    by,
    line: `${event.reason}: ${event.message}`,
    ...(isExpected(event) && { expected: true }),
    ...aboutPod(event, named.get(event.involvedObject?.name)),
  }));
}

/**
 * Why an image cannot be pulled, whatever the age of the event, while its container waits for it: of a failure that
 * repeats, few events arrive (client-go, tools/record/events_cache.go: 25, then one in five minutes), and before 1.32
 * only an event says why.
 */
function lasts(event: KubernetesObject, pod: KubernetesObject): boolean {
  if (!/^Failed to pull image /.test(event.message)) return false;
  return containerStatuses(pod).some((status) => status.name === containerOf(event) && waitsForImage(status));
}

/** The container of `spec.containers{vllm-tpu}`, an event's fieldPath. */
const CONTAINER = /^spec\.\w+\{([^}]+)\}$/;
const containerOf = ({ involvedObject }: KubernetesObject): string | undefined =>
  CONTAINER.exec(involvedObject?.fieldPath ?? '')?.[1];

/** Where a person finds the log of the pod that an event is about. */
function aboutPod(event: KubernetesObject, pod: KubernetesObject | undefined): Pick<Seen, 'about'> {
  const { involvedObject: of } = event;
  if (of?.kind !== 'Pod' || !pod) return {};
  const container = containerOf(event);
  const deployment = deploymentOf(pod);
  return {
    about: {
      ...(of.namespace && { namespace: of.namespace }),
      ...(container && { container }),
      ...(deployment && { deployment }),
    },
  };
}

/** A ReplicaSet has its Deployment's name and a hash, which its pods have as a label. */
function deploymentOf({ metadata }: KubernetesObject): string | undefined {
  const set = metadata.ownerReferences?.find(({ kind }) => kind === 'ReplicaSet')?.name;
  const hash = metadata.labels?.['pod-template-hash'];
  return set !== undefined && hash && set.endsWith(`-${hash}`) ? set.slice(0, -hash.length - 1) : undefined;
}

async function previousLog(
  pod: KubernetesObject,
  namespace: string,
  moment: Moment,
  session: Session,
  signal: AbortSignal,
): Promise<string[]> {
  const container = crashing(pod, moment)?.name;
  if (container === undefined) return [];
  const { stdout } = await session.ask(
    kubectl`logs ${pod.metadata.name} -c ${container} -n ${namespace} --previous --tail=${LAST_LINES}`,
    signal,
  );
  return stdout.split('\n').filter((line) => line.trim() !== '');
}
