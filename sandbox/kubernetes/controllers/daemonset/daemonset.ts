import type { KubeObject } from '../../object.ts';
import { matchesNode } from '../../scheduler/affinity.ts';
import { tolerates } from '../../scheduler/filters.ts';
import { nodeInfo } from '../../scheduler/node-info.ts';
import type { ControlPlane } from '../context.ts';
import { type Controller, itself, keyOf, ownerOfKind, splitKey } from '../controller.ts';
import { templateHash } from '../deployment/template-hash.ts';
import { availableAt, createPod, hasEnded, isControlledBy, isReady } from '../pods.ts';

const HASH_LABEL = 'controller-revision-hash';

/** Conditions of a node that a daemon's pod puts up with. */
const TOLERATED = ['not-ready', 'unreachable', 'disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable'].map(
  (state) => ({
    key: `node.kubernetes.io/${state}`,
    operator: 'Exists',
    effect: state === 'not-ready' || state === 'unreachable' ? 'NoExecute' : 'NoSchedule',
  }),
);

/** Keeps one pod on each node that fits. */
export function daemonSetController(plane: ControlPlane): Controller {
  const { store, world } = plane;
  const record = plane.events.recorder('daemonset-controller');

  const podsOf = (set: KubeObject): KubeObject[] =>
    store
      .list('pods', { namespace: set.metadata.namespace })
      .filter((pod) => isControlledBy(pod, set) && !hasEnded(pod));

  /** Names of the nodes that are to have a pod. */
  function placesOf(set: KubeObject): string[] {
    const { spec, metadata } = set.spec.template;
    const pod = {
      ...set,
      metadata: { ...set.metadata, ...metadata },
      spec: { ...spec, tolerations: [...(spec.tolerations ?? []), ...TOLERATED] },
    };
    return store
      .list('nodes')
      .map((node) => nodeInfo(node, new Map()))
      .filter(
        (node) =>
          matchesNode(pod, node) &&
          node.taints.every((taint) => taint.effect === 'PreferNoSchedule' || tolerates(pod, taint)),
      )
      .map(({ name }) => name);
  }

  function create(set: KubeObject, node: string, hash: string): void {
    const { spec } = set.spec.template;
    const term = { matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] };
    const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } };
    const pod = createPod(plane, set, set.spec.template, {
      labels: { [HASH_LABEL]: hash },
      spec: { affinity: { ...spec.affinity, nodeAffinity }, tolerations: [...(spec.tolerations ?? []), ...TOLERATED] },
    });
    record(set, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
  }

  function remove(set: KubeObject, { metadata }: KubeObject): void {
    store.delete('pods', metadata.namespace, metadata.name);
    record(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${metadata.name}`);
  }

  return {
    name: 'daemonset',
    watches: {
      daemonsets: itself,
      pods: ownerOfKind('DaemonSet'),
      nodes: (_node, { type }) => (type === 'MODIFIED' ? [] : store.list('daemonsets').map(keyOf)),
    },
    reconcile(key) {
      const set = store.get('daemonsets', ...splitKey(key));
      if (!set) return;
      const hash = templateHash(set.spec.template, 0);
      const places = placesOf(set);
      const wanted = new Set(set.metadata.deletionTimestamp === undefined ? places : []);
      for (const pod of podsOf(set)) {
        const node = placeOf(pod);
        const outdated = set.spec.updateStrategy?.type !== 'OnDelete' && pod.metadata.labels?.[HASH_LABEL] !== hash;
        if (pod.metadata.deletionTimestamp === undefined && (!wanted.has(node) || outdated)) remove(set, pod);
        // Its successor comes when it has gone.
        wanted.delete(node);
      }
      for (const node of wanted) create(set, node, hash);
      updateStatus(set, places, hash);
    },
  };

  function updateStatus(set: KubeObject, places: readonly string[], hash: string): void {
    const now = world.clock.now();
    const pods = podsOf(set).filter((pod) => places.includes(placeOf(pod)));
    const count = (matches: (pod: KubeObject) => boolean): number => pods.filter(matches).length;
    const available = count(
      (pod) => (availableAt(pod, set.spec.minReadySeconds ?? 0) ?? Number.POSITIVE_INFINITY) <= now,
    );
    store.modify('daemonsets', set.metadata.namespace, set.metadata.name, (draft) => {
      draft.status = {
        currentNumberScheduled: pods.length,
        desiredNumberScheduled: places.length,
        numberAvailable: available,
        numberMisscheduled: 0,
        numberReady: count(isReady),
        numberUnavailable: places.length - available,
        observedGeneration: set.metadata.generation,
        updatedNumberScheduled: count((pod) => pod.metadata.labels?.[HASH_LABEL] === hash),
      };
    });
  }
}

/** The node that a daemon's pod is on, or is meant for. */
function placeOf({ spec }: KubeObject): string {
  const [term] = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  return spec.nodeName ?? term?.matchFields?.[0]?.values?.[0] ?? '';
}
