import type { KubernetesObject } from './objects.ts';

export interface ContainerStatus {
  readonly name: string;
  readonly restartCount: number;
  readonly ready: boolean;
  readonly state?: {
    readonly waiting?: { readonly reason: string; readonly message?: string };
    readonly running?: { readonly startedAt?: string };
    readonly terminated?: Ended;
  };
  readonly lastState?: { readonly terminated?: Ended };
}

/** How a container ended; times are RFC 3339. */
export interface Ended {
  readonly reason: string;
  readonly exitCode: number;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

/** The time of a look, and the time since which observations count (ms of the target's clock). */
export interface Moment {
  readonly now: number;
  readonly since: number;
}

/**
 * How an unready container last ended, where that still matters: it ended after `since`, and its successor has not run
 * longer than it did.
 */
export function lastEnd({ ready, state, lastState }: ContainerStatus, { now, since }: Moment): Ended | undefined {
  const ended = state?.terminated ?? lastState?.terminated;
  if (ready || !ended) return undefined;
  const finished = time(ended.finishedAt, now);
  // The kubelet reports whole seconds.
  if (finished < since - 1000) return undefined;
  if (state?.running && now - time(state.running.startedAt, now) > finished - time(ended.startedAt, finished))
    return undefined;
  return ended;
}

const time = (text: string | undefined, unknown: number): number => (text === undefined ? unknown : Date.parse(text));

export function containerStatuses(pod: KubernetesObject): readonly ContainerStatus[] {
  return [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
}

/** All containers of the pod are ready. */
export function isReady(pod: KubernetesObject): boolean {
  const statuses = containerStatuses(pod);
  return statuses.length > 0 && statuses.every(({ ready }) => ready);
}

/** A container of the pod has run, so its volumes are mounted. */
export function hasStarted(pod: KubernetesObject): boolean {
  return containerStatuses(pod).some(({ state, restartCount }) => state?.running !== undefined || restartCount > 0);
}

/** The kubelet cannot pull the image of the container, and tries again. */
export function waitsForImage({ state }: ContainerStatus): boolean {
  return /^(?:ErrImagePull|ImagePullBackOff)$/.test(state?.waiting?.reason ?? '');
}

/** The scheduler found no node for the pod. */
export function isUnscheduled(pod: KubernetesObject): boolean {
  return condition(pod, 'PodScheduled')?.status === 'False';
}

export function condition(
  { status }: KubernetesObject,
  type: string,
): { status: string; reason?: string; message?: string } | undefined {
  return (status?.conditions ?? []).find((one: { type: string }) => one.type === type);
}
