import type { KubeObject } from '../../object.ts';
import { lastScale } from './revisions.ts';
import { growNew, type Resize, type Rollout, rolloutOf, type SetSize, shareOut, shrinkOld } from './rollout.ts';

const sizeOf = (set: KubeObject): SetSize => ({
  name: set.metadata.name,
  replicas: set.spec.replicas,
  available: set.status?.availableReplicas ?? 0,
});

const active = (sets: readonly KubeObject[]): KubeObject[] => sets.filter((set) => set.spec.replicas > 0);

const to = (sets: readonly KubeObject[], replicas: number): Resize =>
  new Map(sets.map(({ metadata }) => [metadata.name, replicas]));

/** Whether `spec.replicas` was changed since the deployment last scaled its sets. */
export function isScaled(deployment: KubeObject, sets: readonly KubeObject[]): boolean {
  return active(sets).some((set) => (lastScale(set)?.desired ?? deployment.spec.replicas) !== deployment.spec.replicas);
}

/** Follow a changed `spec.replicas` without rolling on: one set takes it all, several in the middle of a rollout share it. */
export function followScale(deployment: KubeObject, sets: readonly KubeObject[], next: KubeObject | undefined): Resize {
  const rollout = rolloutOf(deployment);
  const running = active(sets);
  if (running.length <= 1) {
    const taker = running[0] ?? next ?? sets.at(-1);
    return taker ? to([taker], rollout.desired) : new Map();
  }
  const old = running.filter((set) => set !== next);
  if (next && isSaturated(next, rollout)) return to(old, 0);
  if (deployment.spec.strategy.type === 'Recreate') return new Map();
  const previousTotal = Math.max(...running.map((set) => lastScale(set)?.max ?? rollout.desired + rollout.maxSurge));
  return shareOut(rollout, running.map(sizeOf), previousTotal);
}

function isSaturated(set: KubeObject, { desired }: Rollout): boolean {
  return (
    set.spec.replicas === desired && lastScale(set)?.desired === desired && set.status?.availableReplicas === desired
  );
}

/** One step of a rolling update: the new set grows while it can, then the old ones shrink. */
export function rollOn(deployment: KubeObject, next: KubeObject | undefined, old: readonly KubeObject[]): Resize {
  if (!next) return new Map();
  const rollout = rolloutOf(deployment);
  const all = [next, ...old].reduce((total, set) => total + set.spec.replicas, 0);
  const grown = growNew(rollout, next.spec.replicas, all);
  if (grown !== next.spec.replicas) return to([next], grown);
  return shrinkOld(rollout, sizeOf(next), active(old).map(sizeOf));
}

/** One step of a recreation: the old sets go to nothing, and only then does the new one get its size. */
export function recreate(deployment: KubeObject, next: KubeObject | undefined, old: readonly KubeObject[]): Resize {
  const running = active(old);
  if (running.length > 0) return to(running, 0);
  return next && next.spec.replicas !== deployment.spec.replicas ? to([next], deployment.spec.replicas) : new Map();
}
