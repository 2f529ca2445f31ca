import type { KubeObject, ObjectStore } from '../../object.ts';
import { controllerReference } from '../pods.ts';
import { type Rollout, rolloutOf } from './rollout.ts';
import { HASH_LABEL, runsTemplate, templateHash } from './template-hash.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const HISTORY = 'deployment.kubernetes.io/revision-history';
const DESIRED = 'deployment.kubernetes.io/desired-replicas';
const MAX = 'deployment.kubernetes.io/max-replicas';

/** The deployment's own annotations that its replica sets do not take over. */
const KEPT = new Set(['kubectl.kubernetes.io/last-applied-configuration', REVISION, HISTORY, DESIRED, MAX]);

export const revisionOf = (object: KubeObject): number => Number(object.metadata.annotations?.[REVISION] ?? 0);

/** The replica set that runs the deployment's present template, the oldest if there are several. */
export function findNewSet(deployment: KubeObject, sets: readonly KubeObject[]): KubeObject | undefined {
  return sets.find((set) => runsTemplate(set, deployment));
}

/** The sizes that the deployment had when it last scaled the set; undefined for a set that it never scaled. */
export function lastScale(set: KubeObject): { readonly desired: number; readonly max: number } | undefined {
  const { [DESIRED]: desired, [MAX]: max } = set.metadata.annotations ?? {};
  return desired === undefined ? undefined : { desired: Number(desired), max: Number(max ?? desired) };
}

export function scaleAnnotations({ desired, maxSurge }: Rollout): Record<string, string> {
  return { [DESIRED]: String(desired), [MAX]: String(desired + maxSurge) };
}

export function createNewSet(
  store: ObjectStore,
  deployment: KubeObject,
  revision: number,
  replicas: number,
  collisions: number,
): KubeObject {
  const { spec, metadata } = deployment;
  const hash = templateHash(spec.template, collisions);
  const labels = { ...spec.template.metadata?.labels, [HASH_LABEL]: hash };
  return store.create('replicasets', {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      namespace: metadata.namespace!,
      name: `${metadata.name}-${hash}`,
      labels,
      annotations: {
        ...takenOver(deployment),
        ...scaleAnnotations(rolloutOf(deployment)),
        [REVISION]: String(revision),
      },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas,
      ...(spec.minReadySeconds && { minReadySeconds: spec.minReadySeconds }),
      selector: { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, [HASH_LABEL]: hash } },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
    status: { replicas: 0 },
  });
}

/** Mark the set as the newest revision; an earlier number of its own goes into its history (that is what an undo does). */
export function markNewest(store: ObjectStore, deployment: KubeObject, set: KubeObject, newest: number): KubeObject {
  return store.modify('replicasets', set.metadata.namespace, set.metadata.name, ({ metadata, spec }) => {
    const present = metadata.annotations?.[REVISION];
    metadata.annotations = { ...metadata.annotations, ...takenOver(deployment) };
    if (deployment.spec.minReadySeconds) spec.minReadySeconds = deployment.spec.minReadySeconds;
    if (Number(present ?? 0) >= newest) return;
    metadata.annotations[REVISION] = String(newest);
    if (present === undefined) return;
    const history = metadata.annotations[HISTORY];
    metadata.annotations[HISTORY] = history ? `${history},${present}` : present;
  });
}

/** Give the deployment its newest set's revision. */
export function markDeployment(store: ObjectStore, deployment: KubeObject, set: KubeObject): void {
  const { namespace, name } = deployment.metadata;
  store.modify('deployments', namespace, name, ({ metadata }) => {
    metadata.annotations = { ...metadata.annotations, [REVISION]: String(revisionOf(set)) };
  });
}

/** Old, empty sets beyond the deployment's history limit, oldest revision first. */
export function outlived(deployment: KubeObject, old: readonly KubeObject[]): KubeObject[] {
  const empty = old
    .filter(({ spec, status }) => spec.replicas === 0 && (status?.replicas ?? 0) === 0)
    .sort((a, b) => revisionOf(a) - revisionOf(b));
  return empty.slice(0, Math.max(0, empty.length - (deployment.spec.revisionHistoryLimit ?? 10)));
}

function takenOver(deployment: KubeObject): Record<string, string> {
  return Object.fromEntries(Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !KEPT.has(key)));
}
