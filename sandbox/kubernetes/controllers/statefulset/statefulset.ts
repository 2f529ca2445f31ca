import type { KubeObject } from '../../object.ts';
import { StatusError } from '../../store/status-error.ts';
import type { ControlPlane } from '../context.ts';
import { type Controller, itself, ownerOfKind, splitKey } from '../controller.ts';
import { templateHash } from '../deployment/template-hash.ts';
import { availableAt, createPod, hasEnded, isControlledBy, isReady } from '../pods.ts';
import { ensureClaims, volumesWithClaims } from './claims.ts';

const HASH_LABEL = 'controller-revision-hash';

/**
 * Keeps the numbered pods of a stateful set, one after the other unless its policy is Parallel: pkg/controller/statefulset
 * of Kubernetes. `persistentVolumeClaimRetentionPolicy` has no effect, and a partition keeps running pods only.
 */
export function statefulSetController(plane: ControlPlane): Controller {
  const { store, world } = plane;
  const record = plane.events.recorder('statefulset-controller');

  function podsOf(set: KubeObject): Map<number, KubeObject> {
    const pods = store.list('pods', { namespace: set.metadata.namespace }).filter((pod) => isControlledBy(pod, set));
    return new Map(pods.map((pod) => [ordinalOf(pod), pod]));
  }

  function create(set: KubeObject, ordinal: number, revision: string): void {
    const name = `${set.metadata.name}-${ordinal}`;
    const place = `Pod ${name} in StatefulSet ${set.metadata.name}`;
    try {
      for (const claim of ensureClaims(plane, set, name))
        record(set, 'Normal', 'SuccessfulCreate', `create Claim ${claim} ${place} success`);
      createPod(plane, set, set.spec.template, {
        name,
        labels: {
          'apps.kubernetes.io/pod-index': String(ordinal),
          [HASH_LABEL]: revision,
          'statefulset.kubernetes.io/pod-name': name,
        },
        spec: { hostname: name, subdomain: set.spec.serviceName, volumes: volumesWithClaims(set, name) },
      });
      record(set, 'Normal', 'SuccessfulCreate', `create ${place} successful`);
    } catch (error) {
      if (error instanceof StatusError)
        record(set, 'Warning', 'FailedCreate', `create ${place} failed error: ${error.message}`);
      throw error;
    }
  }

  function remove(set: KubeObject, { metadata }: KubeObject): void {
    store.delete('pods', metadata.namespace, metadata.name);
    record(
      set,
      'Normal',
      'SuccessfulDelete',
      `delete Pod ${metadata.name} in StatefulSet ${set.metadata.name} successful`,
    );
  }

  const isAvailable = (set: KubeObject, pod: KubeObject): boolean =>
    pod.metadata.deletionTimestamp === undefined &&
    (availableAt(pod, set.spec.minReadySeconds ?? 0) ?? Number.POSITIVE_INFINITY) <= world.clock.now();

  /** @returns whether all wanted pods are there and available */
  function scaleUp(set: KubeObject, wanted: readonly number[], revision: string): boolean {
    const pods = podsOf(set);
    const ordered = set.spec.podManagementPolicy !== 'Parallel';
    let whole = true;
    for (const ordinal of wanted) {
      const pod = pods.get(ordinal);
      if (!pod) create(set, ordinal, revision);
      else if (hasEnded(pod) && pod.metadata.deletionTimestamp === undefined) remove(set, pod);
      else if (isAvailable(set, pod)) continue;
      whole = false;
      if (ordered) return false;
    }
    return whole;
  }

  function scaleDown(set: KubeObject, wanted: readonly number[]): void {
    const surplus = [...podsOf(set)].filter(([ordinal]) => !wanted.includes(ordinal)).sort(([a], [b]) => b - a);
    const ordered = set.spec.podManagementPolicy !== 'Parallel';
    for (const [, pod] of ordered ? surplus.slice(0, 1) : surplus)
      if (pod.metadata.deletionTimestamp === undefined) remove(set, pod);
  }

  /** Replaces the pod of the highest number that is of another revision; the next one when that is available. */
  function rollOut(set: KubeObject, wanted: readonly number[], revision: string): void {
    const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
    if (type === 'OnDelete') return;
    const pods = podsOf(set);
    for (const ordinal of [...wanted].reverse()) {
      if (ordinal < (rollingUpdate?.partition ?? 0)) return;
      const pod = pods.get(ordinal);
      if (!pod) return;
      if (pod.metadata.labels?.[HASH_LABEL] !== revision) {
        if (pod.metadata.deletionTimestamp === undefined) remove(set, pod);
        return;
      }
      if (!isAvailable(set, pod)) return;
    }
  }

  function updateStatus(set: KubeObject, revision: string): void {
    const pods = [...podsOf(set).values()];
    const count = (matches: (pod: KubeObject) => boolean): number => pods.filter(matches).length;
    const of = (hash: string) => (pod: KubeObject) => pod.metadata.labels?.[HASH_LABEL] === hash;
    const before: string = set.status?.currentRevision ?? revision;
    const done = count(of(revision)) === pods.length && count(isReady) === set.spec.replicas;
    const current = done ? revision : before;
    store.modify('statefulsets', set.metadata.namespace, set.metadata.name, (draft) => {
      draft.status = {
        availableReplicas: count((pod) => isAvailable(set, pod)),
        collisionCount: 0,
        currentReplicas: count(of(current)),
        currentRevision: current,
        observedGeneration: set.metadata.generation,
        readyReplicas: count(isReady),
        replicas: pods.length,
        updateRevision: revision,
        updatedReplicas: count(of(revision)),
      };
    });
  }

  return {
    name: 'statefulset',
    watches: { statefulsets: itself, pods: ownerOfKind('StatefulSet') },
    reconcile(key, requeueAfter) {
      const set = store.get('statefulsets', ...splitKey(key));
      if (!set) return;
      const revision = `${set.metadata.name}-${templateHash(set.spec.template, 0)}`;
      const first: number = set.spec.ordinals?.start ?? 0;
      const wanted = Array.from({ length: set.spec.replicas ?? 1 }, (_, index) => first + index);
      try {
        if (set.metadata.deletionTimestamp !== undefined) return;
        const whole = scaleUp(set, wanted, revision);
        if (whole || set.spec.podManagementPolicy === 'Parallel') scaleDown(set, wanted);
        rollOut(set, wanted, revision);
        if (!whole && set.spec.minReadySeconds) requeueAfter(set.spec.minReadySeconds * 1000);
      } finally {
        updateStatus(set, revision);
      }
    },
  };
}

const ordinalOf = ({ metadata }: KubeObject): number => Number(metadata.name.slice(metadata.name.lastIndexOf('-') + 1));
