import type { AdmissionPlugin } from '../admission/admission.ts';
import type { KubeObject, NewObject, ObjectStore, OwnerReference } from '../object.ts';
import { qosClass } from '../resources/quality-of-service.ts';
import { parseTime } from '../time.ts';
import { conditionOf } from './conditions.ts';

/** Neither ended nor being deleted: what counts against a controller's replicas. */
export function isActive(pod: KubeObject): boolean {
  return !hasEnded(pod) && pod.metadata.deletionTimestamp === undefined;
}

export function hasEnded(pod: KubeObject): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

export function isReady(pod: KubeObject): boolean {
  return conditionOf(pod, 'Ready')?.status === 'True';
}

/** Simulated ms since the epoch from which a ready pod counts as available; undefined while it is not ready. */
export function availableAt(pod: KubeObject, minReadySeconds: number): number | undefined {
  const ready = conditionOf(pod, 'Ready');
  return ready?.status === 'True' ? parseTime(ready.lastTransitionTime) + minReadySeconds * 1000 : undefined;
}

export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((reference) => reference.controller);
}

export function isControlledBy(object: KubeObject, owner: KubeObject): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid;
}

export function controllerReference({ apiVersion, kind, metadata }: KubeObject): OwnerReference {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true, blockOwnerDeletion: true };
}

/** Create a pod from its controller's template, through admission. @throws StatusError when it is refused. */
export function createPod(
  { store, admit }: { store: ObjectStore; admit: AdmissionPlugin },
  owner: KubeObject,
  // biome-ignore lint/suspicious/noExplicitAny: a PodTemplateSpec
  template: any,
  changes: {
    readonly labels?: Record<string, string>;
    readonly spec?: object;
    /** The prefix of its name. @default the owner's name */
    readonly stem?: string;
    /** Its whole name, for a pod that has a number. */
    readonly name?: string;
  } = {},
): KubeObject {
  const namespace = owner.metadata.namespace!;
  const pod: NewObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace,
      generateName: `${changes.stem ?? owner.metadata.name}-`,
      ...(changes.name !== undefined && { name: changes.name }),
      labels: { ...template.metadata?.labels, ...changes.labels },
      ...(template.metadata?.annotations && { annotations: template.metadata.annotations }),
      ownerReferences: [controllerReference(owner)],
    },
    spec: { ...template.spec, ...changes.spec },
  };
  const admitted = admit(pod, creationBy(owner, 'pods'));
  return store.create('pods', { ...admitted, status: { phase: 'Pending', qosClass: qosClass(admitted.spec) } });
}

/** What admission sees when the controller of an object creates another one. */
export function creationBy({ kind, metadata }: KubeObject, resource: string) {
  const user = `system:serviceaccount:kube-system:${kind.toLowerCase()}-controller`;
  return { resource, operation: 'CREATE', namespace: metadata.namespace!, user, groups: GROUPS } as const;
}

const GROUPS = ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'];
