import type { KubeObject } from '../../object.ts';
import { formatLabelSelector, labelSelector } from '../../store/selectors.ts';
import { StatusError } from '../../store/status-error.ts';
import { withCondition } from '../conditions.ts';
import type { ControlPlane } from '../context.ts';
import { type Controller, itself, ownerOfKind, splitKey } from '../controller.ts';
import {
  availableAt,
  controllerOf,
  controllerReference,
  createPod,
  isActive,
  isControlledBy,
  isReady,
} from '../pods.ts';
import { deletionOrder } from './deletion-order.ts';

/** kube-controller-manager's limit on how many pods one pass creates or deletes. */
const BURST = 500;

/** Keeps as many pods as a replica set asks for. */
export function replicaSetController(plane: ControlPlane): Controller {
  const { store, world } = plane;
  const record = plane.events.recorder('replicaset-controller');

  /** The set's active pods; a matching pod without a controller is adopted. */
  function podsOf(set: KubeObject): KubeObject[] {
    const matches = labelSelector(formatLabelSelector(set.spec.selector));
    const pods: KubeObject[] = [];
    for (const pod of store.list('pods', { namespace: set.metadata.namespace })) {
      if (!isActive(pod)) continue;
      if (isControlledBy(pod, set)) pods.push(pod);
      else if (!controllerOf(pod) && matches(pod.metadata.labels ?? {})) pods.push(adopt(set, pod));
    }
    return pods;
  }

  function adopt(set: KubeObject, pod: KubeObject): KubeObject {
    return store.modify('pods', pod.metadata.namespace, pod.metadata.name, ({ metadata }) => {
      metadata.ownerReferences = [...(metadata.ownerReferences ?? []), controllerReference(set)];
    });
  }

  /** @returns why pods could not be created. */
  function scale(set: KubeObject, pods: readonly KubeObject[]): string | undefined {
    const missing = set.spec.replicas - pods.length;
    for (let i = 0; i < Math.min(missing, BURST); i++) {
      try {
        const pod = createPod(plane, set, set.spec.template);
        record(set, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        record(set, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
        return error.message;
      }
    }
    const surplus = missing < 0 ? [...pods].sort(deletionOrder).slice(0, Math.min(-missing, BURST)) : [];
    for (const pod of surplus) {
      store.delete('pods', pod.metadata.namespace, pod.metadata.name);
      record(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
    }
    return undefined;
  }

  function updateStatus(set: KubeObject, pods: readonly KubeObject[], failure: string | undefined): void {
    const now = world.clock.now();
    const minReadySeconds = set.spec.minReadySeconds ?? 0;
    const matchesTemplate = labelSelector(formatLabelSelector({ matchLabels: set.spec.template.metadata?.labels }));
    const conditions = (set.status?.conditions ?? []).filter(
      (each: { type: string }) => each.type !== 'ReplicaFailure',
    );
    const failed = { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: failure ?? '' } as const;
    store.modify('replicasets', set.metadata.namespace, set.metadata.name, (draft) => {
      const all = failure === undefined ? conditions : withCondition(set.status?.conditions, failed, now);
      draft.status = {
        replicas: pods.length,
        fullyLabeledReplicas: count(pods, (pod) => matchesTemplate(pod.metadata.labels ?? {})),
        readyReplicas: count(pods, isReady),
        availableReplicas: count(pods, (pod) => (availableAt(pod, minReadySeconds) ?? Number.POSITIVE_INFINITY) <= now),
        observedGeneration: set.metadata.generation,
        ...(all.length > 0 && { conditions: all }),
      };
    });
  }

  return {
    name: 'replicaset',
    watches: { replicasets: itself, pods: (pod) => setsThatWant(pod) },
    reconcile(key, requeueAfter) {
      const set = store.get('replicasets', ...splitKey(key));
      if (!set) return;
      const deleting = set.metadata.deletionTimestamp !== undefined;
      const failure = deleting ? undefined : scale(set, podsOf(set));
      const pods = podsOf(set);
      updateStatus(set, pods, failure);
      if (failure !== undefined) throw new Error(failure);
      const now = world.clock.now();
      for (const pod of pods) {
        const available = availableAt(pod, set.spec.minReadySeconds ?? 0);
        if (available !== undefined && available > now) requeueAfter(available - now);
      }
      if (!deleting && pods.length !== set.spec.replicas) requeueAfter(0);
    },
  };

  /** The set that owns the pod, or those that might adopt it. */
  function setsThatWant(pod: KubeObject): string[] {
    if (controllerOf(pod)) return ownerOfKind('ReplicaSet')(pod);
    return store
      .list('replicasets', { namespace: pod.metadata.namespace })
      .filter((set) => labelSelector(formatLabelSelector(set.spec.selector))(pod.metadata.labels ?? {}))
      .map((set) => `${set.metadata.namespace}/${set.metadata.name}`);
  }
}

function count<T>(items: readonly T[], matches: (item: T) => boolean): number {
  return items.reduce((sum, item) => sum + (matches(item) ? 1 : 0), 0);
}
