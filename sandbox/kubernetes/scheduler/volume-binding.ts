import type { KubeObject, ObjectStore } from '../object.ts';
import { claimNames, isDelayed, volumeOf } from '../persistent-volumes.ts';
import { matchesTerms } from './affinity.ts';
import type { Misfit } from './filters.ts';
import type { NodeInfo } from './node-info.ts';

/** What the claims of a pod demand of the scheduler. */
export interface Claims {
  /** Why the pod fits no node at all, before any node is looked at. */
  readonly obstacle: string | undefined;
  /** Those that get a volume in the zone of the chosen node. */
  readonly delayed: readonly KubeObject[];
  readonly volumes: readonly KubeObject[];
}

const NONE: Claims = { obstacle: undefined, delayed: [], volumes: [] };

/** As kube-scheduler's plugin VolumeBinding: pkg/scheduler/framework/plugins/volumebinding. */
export function claimsOf(store: ObjectStore, pod: KubeObject): Claims {
  const names = new Set(claimNames(pod).values());
  if (names.size === 0) return NONE;
  const { namespace } = pod.metadata;
  const delayed: KubeObject[] = [];
  const volumes: KubeObject[] = [];
  let unbound = false;
  for (const name of names) {
    const claim = store.get('persistentvolumeclaims', namespace, name);
    const is = (what: string): Claims => ({ ...NONE, obstacle: `persistentvolumeclaim "${name}" ${what}` });
    if (!claim) return is('not found');
    if (claim.metadata.deletionTimestamp !== undefined) return is('is being deleted');
    const volume = volumeOf(store, namespace, name);
    if (volume) volumes.push(volume);
    else if (isDelayed(store, claim) && !claim.spec.volumeName) delayed.push(claim);
    else unbound = true;
  }
  return { obstacle: unbound ? 'pod has unbound immediate PersistentVolumeClaims' : undefined, delayed, volumes };
}

/** Whether the node is where the pod's volumes are. */
export function misplaced({ volumes }: Claims, node: NodeInfo): Misfit | undefined {
  const there = volumes.every(({ spec }) => {
    const terms = spec.nodeAffinity?.required?.nodeSelectorTerms;
    return !terms || matchesTerms(terms, node);
  });
  return there ? undefined : { reasons: ['node(s) had volume node affinity conflict'], preemptible: false };
}
