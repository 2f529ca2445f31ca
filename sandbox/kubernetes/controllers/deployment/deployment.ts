import type { KubeObject } from '../../object.ts';
import type { ControlPlane } from '../context.ts';
import { type Controller, itself, ownerOfKind, splitKey } from '../controller.ts';
import { controllerOf, hasEnded, isControlledBy } from '../pods.ts';
import { findNewSet, outlived } from './revisions.ts';
import type { Resize } from './rollout.ts';
import { followScale, isScaled, recreate, rollOn } from './scaling.ts';
import { DeploymentSets } from './sets.ts';
import { deploymentStatus, isComplete, progressDeadline, progressing } from './status.ts';

/** Rolls a deployment's pod template out over replica sets, one per revision. */
export function deploymentController(plane: ControlPlane): Controller {
  const { store, world } = plane;
  const sets = new DeploymentSets(plane);

  function announcePause(deployment: KubeObject): void {
    const reason = progressing(deployment)?.reason;
    if (reason === 'ProgressDeadlineExceeded') return;
    if (deployment.spec.paused && reason !== 'DeploymentPaused') {
      sets.say(deployment, 'DeploymentPaused', 'Deployment is paused', 'Unknown');
    } else if (!deployment.spec.paused && reason === 'DeploymentPaused') {
      sets.say(deployment, 'DeploymentResumed', 'Deployment is resumed', 'Unknown');
    }
  }

  /** The next step: where the number of replicas changed, or the rollout is paused, sizes follow; otherwise it rolls on. */
  function nextSizes(deployment: KubeObject): Resize {
    const all = sets.of(deployment);
    if (deployment.spec.paused || isScaled(deployment, all)) {
      const next = sets.newest(deployment, all, false);
      return followScale(deployment, sets.of(deployment), next);
    }
    const known = findNewSet(deployment, all);
    const old = all.filter((set) => set !== known);
    if (deployment.spec.strategy.type !== 'Recreate')
      return rollOn(deployment, sets.newest(deployment, all, true), old);
    const blocked = oldRemains(deployment, old);
    const next = sets.newest(deployment, all, !blocked);
    return recreate(deployment, blocked ? undefined : next, old);
  }

  /** Whether pods of older revisions are desired or still exist: they may hold resources that new pods need. */
  function oldRemains(deployment: KubeObject, old: readonly KubeObject[]): boolean {
    if (old.some((set) => set.spec.replicas > 0)) return true;
    const pods = store.list('pods', { namespace: deployment.metadata.namespace });
    return pods.some((pod) => !hasEnded(pod) && old.some((set) => isControlledBy(pod, set)));
  }

  function updateStatus(deployment: KubeObject): KubeObject {
    const all = sets.of(deployment);
    const status = deploymentStatus(deployment, all, findNewSet(deployment, all), world.clock.now());
    return store.modify('deployments', deployment.metadata.namespace, deployment.metadata.name, (draft) => {
      draft.status = status;
    });
  }

  function removeOutlived(deployment: KubeObject): void {
    const all = sets.of(deployment);
    const known = findNewSet(deployment, all);
    for (const { metadata } of outlived(
      deployment,
      all.filter((set) => set !== known),
    )) {
      store.delete('replicasets', metadata.namespace, metadata.name);
    }
  }

  /** A pod's going matters to a recreation only. */
  function deploymentOfGone(pod: KubeObject): string[] {
    const owner = controllerOf(pod);
    const set = owner?.kind === 'ReplicaSet' ? store.get('replicasets', pod.metadata.namespace, owner.name) : undefined;
    return set ? ownerOfKind('Deployment')(set) : [];
  }

  return {
    name: 'deployment',
    watches: {
      deployments: itself,
      replicasets: ownerOfKind('Deployment'),
      pods: (pod, { type }) => (type === 'DELETED' ? deploymentOfGone(pod) : []),
    },
    reconcile(key, requeueAfter) {
      const read = (): KubeObject | undefined => store.get('deployments', ...splitKey(key));
      const deployment = read();
      if (!deployment) return;
      if (deployment.metadata.deletionTimestamp === undefined) {
        announcePause(deployment);
        const current = read()!;
        sets.resize(current, nextSizes(current));
      }
      const updated = updateStatus(read()!);
      if (isComplete(updated)) removeOutlived(updated);
      const deadline = progressDeadline(updated);
      const now = world.clock.now();
      if (deadline !== undefined && deadline >= now) requeueAfter(deadline - now + 1000);
    },
  };
}
