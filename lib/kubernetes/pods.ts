import type { KubernetesObject } from './objects.ts';

export interface ContainerStatus {
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

/** One of its containers has run: what it needs from its node is there. */
export function hasStarted(pod: KubernetesObject): boolean {
  return containerStatuses(pod).some(({ state, restartCount }) => state?.running !== undefined || restartCount > 0);
}

/** The scheduler has found no node for it. */
export function isUnscheduled(pod: KubernetesObject): boolean {
  return condition(pod, 'PodScheduled')?.status === 'False';
}

export function condition(
  { status }: KubernetesObject,
  type: string,
): { status: string; reason?: string; message?: string } | undefined {
  return (status?.conditions ?? []).find((one: { type: string }) => one.type === type);
}
