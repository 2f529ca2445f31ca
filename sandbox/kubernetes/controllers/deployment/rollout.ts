import type { KubeObject } from '../../object.ts';

/** The part of a replica set that a rollout needs. */
export interface SetSize {
  readonly name: string;
  readonly replicas: number;
  readonly available: number;
}

export interface Rollout {
  readonly desired: number;
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

/** The sizes that replica sets are to be given, by name; those not named stay. */
export type Resize = ReadonlyMap<string, number>;

export function rolloutOf(deployment: KubeObject): Rollout {
  const desired: number = deployment.spec.replicas;
  const { type, rollingUpdate } = deployment.spec.strategy;
  if (type === 'Recreate') return { desired, maxSurge: 0, maxUnavailable: 0 };
  const maxSurge = resolve(rollingUpdate?.maxSurge ?? '25%', desired, Math.ceil);
  const maxUnavailable = resolve(rollingUpdate?.maxUnavailable ?? '25%', desired, Math.floor);
  // Neither may be 0 at the same time, or a rollout could never move.
  return { desired, maxSurge, maxUnavailable: maxSurge + maxUnavailable === 0 ? 1 : Math.min(maxUnavailable, desired) };
}

function resolve(value: number | string, total: number, round: (value: number) => number): number {
  return typeof value === 'number' ? value : round((Number.parseInt(value, 10) * total) / 100);
}

const total = (sets: readonly SetSize[]): number => sets.reduce((sum, { replicas }) => sum + replicas, 0);

/** How many pods the new replica set may have now: it grows only into the room that the surge leaves. */
export function growNew({ desired, maxSurge }: Rollout, present: number, all: number): number {
  if (present >= desired) return desired;
  return present + Math.min(Math.max(0, desired + maxSurge - all), desired - present);
}

/** Shrinks the old sets within `maxUnavailable`: unavailable pods first, then the oldest set first. */
export function shrinkOld({ desired, maxUnavailable }: Rollout, next: SetSize, old: readonly SetSize[]): Resize {
  const minAvailable = desired - maxUnavailable;
  const removable = total([next, ...old]) - minAvailable - (next.replicas - next.available);
  const resize = new Map<string, number>();
  if (total(old) === 0 || removable <= 0) return resize;
  let unhealthy = removable;
  const afterCleanup = old.map((set) => {
    const drop = Math.min(unhealthy, Math.max(0, set.replicas - set.available));
    unhealthy -= drop;
    if (drop > 0) resize.set(set.name, set.replicas - drop);
    return { ...set, replicas: set.replicas - drop };
  });
  let spare = [next, ...old].reduce((sum, { available }) => sum + available, 0) - minAvailable;
  for (const { name, replicas } of afterCleanup) {
    const drop = Math.min(Math.max(0, spare), replicas);
    spare -= drop;
    if (drop > 0) resize.set(name, replicas - drop);
  }
  return resize;
}

/** Share a changed number of replicas among sets in the middle of a rollout, each in proportion to its size. */
export function shareOut({ desired, maxSurge }: Rollout, sets: readonly SetSize[], previousTotal: number): Resize {
  const present = total(sets);
  const change = (desired > 0 ? desired + maxSurge : 0) - present;
  const largestFirst = [...sets].sort((a, b) => b.replicas - a.replicas);
  const resize = new Map<string, number>();
  let left = change;
  for (const { name, replicas } of largestFirst) {
    const ideal = Math.round((replicas * (desired + maxSurge)) / previousTotal) - replicas;
    const given = change > 0 ? Math.min(Math.max(0, ideal), left) : Math.max(Math.min(0, ideal), left);
    left -= given;
    resize.set(name, replicas + given);
  }
  const largest = largestFirst[0];
  if (largest && left !== 0) resize.set(largest.name, Math.max(0, resize.get(largest.name)! + left));
  return resize;
}
