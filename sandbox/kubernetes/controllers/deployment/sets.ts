import type { KubeObject } from '../../object.ts';
import { formatLabelSelector, labelSelector } from '../../store/selectors.ts';
import { StatusError } from '../../store/status-error.ts';
import { timestamp } from '../../time.ts';
import { withCondition } from '../conditions.ts';
import type { ControlPlane } from '../context.ts';
import type { Recorder } from '../events.ts';
import { controllerOf, controllerReference, isControlledBy } from '../pods.ts';
import { createNewSet, findNewSet, markDeployment, markNewest, revisionOf, scaleAnnotations } from './revisions.ts';
import { growNew, type Resize, rolloutOf } from './rollout.ts';
import { progressing } from './status.ts';

/** The replica sets of deployments: finds, makes and scales them. */
export class DeploymentSets {
  readonly #plane: ControlPlane;
  readonly #record: Recorder;

  constructor(plane: ControlPlane) {
    this.#plane = plane;
    this.#record = plane.events.recorder('deployment-controller');
  }

  /** Oldest first; a matching set without a controller is adopted. */
  of(deployment: KubeObject): KubeObject[] {
    const matches = labelSelector(formatLabelSelector(deployment.spec.selector));
    const sets: KubeObject[] = [];
    for (const set of this.#plane.store.list('replicasets', { namespace: deployment.metadata.namespace })) {
      if (isControlledBy(set, deployment)) sets.push(set);
      else if (!controllerOf(set) && matches(set.metadata.labels ?? {})) sets.push(this.#adopt(deployment, set));
    }
    return sets.sort((a, b) => Date.parse(a.metadata.creationTimestamp) - Date.parse(b.metadata.creationTimestamp));
  }

  /** The set of the present template, marked as the newest revision; made when there is none and `create` allows it. */
  newest(deployment: KubeObject, sets: readonly KubeObject[], create: boolean): KubeObject | undefined {
    const { store } = this.#plane;
    const known = findNewSet(deployment, sets);
    const revision = Math.max(0, ...sets.filter((set) => set !== known).map(revisionOf)) + 1;
    if (!known && !create) return undefined;
    const set = known ? markNewest(store, deployment, known, revision) : this.#create(deployment, sets, revision);
    if (!set) return undefined;
    markDeployment(store, deployment, set);
    if (!known) this.say(deployment, 'NewReplicaSetCreated', `Created new replica set "${set.metadata.name}"`);
    else if (!progressing(deployment)) {
      this.say(deployment, 'FoundNewReplicaSet', `Found new replica set "${set.metadata.name}"`);
    }
    return set;
  }

  /** Give sets their new sizes, and note on each for how many replicas of the deployment that was. */
  resize(deployment: KubeObject, resize: Resize): void {
    const { namespace } = deployment.metadata;
    for (const [name, replicas] of resize) {
      const before = this.#plane.store.get('replicasets', namespace, name)!;
      this.#plane.store.modify('replicasets', namespace, name, ({ metadata, spec }) => {
        spec.replicas = replicas;
        metadata.annotations = { ...metadata.annotations, ...scaleAnnotations(rolloutOf(deployment)) };
      });
      this.#recordScaling(deployment, before, before.spec.replicas, replicas);
    }
  }

  /** Set the Progressing condition. */
  say(deployment: KubeObject, reason: string, message: string, status: 'True' | 'Unknown' = 'True'): void {
    const now = this.#plane.world.clock.now();
    this.#plane.store.modify('deployments', deployment.metadata.namespace, deployment.metadata.name, (draft) => {
      const condition = { type: 'Progressing', status, reason, message, lastUpdateTime: timestamp(now) };
      draft.status = { ...draft.status, conditions: withCondition(draft.status?.conditions, condition, now) };
    });
  }

  #create(deployment: KubeObject, sets: readonly KubeObject[], revision: number): KubeObject | undefined {
    const { store } = this.#plane;
    const { namespace, name } = deployment.metadata;
    const collisions: number = deployment.status?.collisionCount ?? 0;
    const present = sets.reduce((total, set) => total + set.spec.replicas, 0);
    const replicas = growNew(rolloutOf(deployment), 0, present);
    try {
      const set = createNewSet(store, deployment, revision, replicas, collisions);
      this.#recordScaling(deployment, set, 0, replicas);
      return set;
    } catch (error) {
      if (!(error instanceof StatusError) || error.reason !== 'AlreadyExists') throw error;
      store.modify('deployments', namespace, name, (draft) => {
        draft.status = { ...draft.status, collisionCount: collisions + 1 };
      });
      return undefined;
    }
  }

  #adopt(deployment: KubeObject, set: KubeObject): KubeObject {
    return this.#plane.store.modify('replicasets', set.metadata.namespace, set.metadata.name, ({ metadata }) => {
      metadata.ownerReferences = [...(metadata.ownerReferences ?? []), controllerReference(deployment)];
    });
  }

  #recordScaling(deployment: KubeObject, set: KubeObject, from: number, to: number): void {
    if (from === to) return;
    const message = `Scaled ${to > from ? 'up' : 'down'} replica set ${set.metadata.name} from ${from} to ${to}`;
    this.#record(deployment, 'Normal', 'ScalingReplicaSet', message);
  }
}
