import type { KubernetesObject } from '../../../lib/kubernetes/objects.ts';
import { type ContainerStatus, condition, containerStatuses, isReady } from '../../../lib/kubernetes/pods.ts';

/** A pod on the page. */
export interface PodView {
  readonly name: string;
  /** As kubectl's column STATUS: `Pending`, `Init:0/1`, `CrashLoopBackOff`, `Running`, `Terminating`. */
  readonly status: string;
  readonly mood: Mood;
  readonly ready: number;
  readonly containers: number;
  readonly restarts: number;
  /** TPU chips that the pod asks for. */
  readonly chips: number;
  /** ms of the target's clock. */
  readonly since: number | undefined;
  /** Why a pod waits: the scheduler's or the kubelet's message. */
  readonly why?: string;
}

/** good: ready. busy: on its way. bad: needs somebody. over: has ended, or is ending. */
export type Mood = 'good' | 'busy' | 'bad' | 'over';

const TPU = 'google.com/tpu';

/** Reasons of a waiting container that end by themselves. */
const PASSING: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing']);

export function podOf(pod: KubernetesObject): PodView {
  const { metadata, status = {} } = pod;
  const statuses = containerStatuses(pod);
  const unscheduled = condition(pod, 'PodScheduled');
  const stuck = statuses.find(({ state }) => state?.waiting && !PASSING.has(state.waiting.reason));
  const why = stuck?.state?.waiting?.message ?? (unscheduled?.status === 'False' ? unscheduled.message : undefined);
  const since = Date.parse(metadata.creationTimestamp ?? '');
  return {
    name: metadata.name,
    status: statusOf(pod),
    mood: moodOf(pod, stuck !== undefined),
    ready: statuses.filter(({ ready }) => ready).length,
    containers: Math.max(statuses.length, pod.spec?.containers?.length ?? 0),
    restarts: statuses.reduce((sum, { restartCount }) => sum + restartCount, 0),
    chips: chipsOf(pod),
    since: Number.isFinite(since) ? since : undefined,
    ...(why && status.phase !== 'Succeeded' && { why }),
  };
}

/** As kubectl prints it (k8s.io/kubernetes, pkg/printers/internalversion/printers.go, printPod), in short. */
function statusOf(pod: KubernetesObject): string {
  const { metadata, status = {} } = pod;
  if (metadata.deletionTimestamp) return 'Terminating';
  const inits: readonly ContainerStatus[] = status.initContainerStatuses ?? [];
  const plain = inits.filter(({ name }) => !isSidecar(pod, name));
  const done = plain.filter(({ state }) => state?.terminated?.exitCode === 0).length;
  const failing = plain.find(({ state }) => state?.waiting && !PASSING.has(state.waiting.reason));
  if (failing) return `Init:${failing.state!.waiting!.reason}`;
  if (status.phase === 'Pending' && plain.length > done && inits.length > 0) return `Init:${done}/${plain.length}`;
  const states = containerStatuses(pod).map(({ state }) => state);
  const waiting = states.find((state) => state?.waiting)?.waiting?.reason;
  const ended = states.find((state) => state?.terminated && state.terminated.exitCode !== 0)?.terminated?.reason;
  return waiting ?? ended ?? status.reason ?? status.phase ?? 'Unknown';
}

function isSidecar({ spec }: KubernetesObject, name: string): boolean {
  type Init = { readonly name: string; readonly restartPolicy?: string };
  return (spec?.initContainers ?? []).some((one: Init) => one.name === name && one.restartPolicy === 'Always');
}

function moodOf(pod: KubernetesObject, stuck: boolean): Mood {
  const { metadata, status = {} } = pod;
  if (metadata.deletionTimestamp || status.phase === 'Succeeded') return 'over';
  if (stuck || status.phase === 'Failed') return 'bad';
  return status.phase === 'Running' && isReady(pod) ? 'good' : 'busy';
}

function chipsOf({ spec }: KubernetesObject): number {
  type Container = { readonly resources?: { readonly limits?: Readonly<Record<string, string>> } };
  const containers: readonly Container[] = spec?.containers ?? [];
  return containers.reduce((sum, { resources }) => sum + (Number(resources?.limits?.[TPU]) || 0), 0);
}
