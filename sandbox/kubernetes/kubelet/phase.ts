import type { KubeObject } from '../object.ts';
import type { ContainerStatus } from './container-status.ts';

/** A pod's phase from the states of its containers, as the kubelet's getPhase computes it. */
export function phaseOf(
  pod: KubeObject,
  inits: readonly ContainerStatus[],
  containers: readonly ContainerStatus[],
): string {
  const sidecars = new Set(
    ((pod.spec.initContainers ?? []) as { name: string; restartPolicy?: string }[])
      .filter(({ restartPolicy }) => restartPolicy === 'Always')
      .map(({ name }) => name),
  );
  const { restartPolicy } = pod.spec;
  for (const { name, state, started } of inits) {
    if (sidecars.has(name)) {
      if (!started && state.waiting) return 'Pending';
    } else if (state.terminated?.exitCode === 0) continue;
    else return state.terminated && restartPolicy === 'Never' ? 'Failed' : 'Pending';
  }
  if (containers.some(({ state, lastState }) => state.waiting && !lastState.terminated)) return 'Pending';
  if (containers.some(({ state }) => state.running)) return 'Running';
  const codes = containers.map(({ state, lastState }) => (state.terminated ?? lastState.terminated).exitCode);
  const ended = containers.every(({ state }) => state.terminated);
  if (restartPolicy === 'Always' || !ended) return 'Running';
  if (codes.every((code) => code === 0)) return 'Succeeded';
  return restartPolicy === 'Never' ? 'Failed' : 'Running';
}
