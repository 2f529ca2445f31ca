import { machineTypes } from '../../../core/machine-types.ts';
import { isManaged } from '../../admission/managed-namespaces.ts';
import type { KubeObject } from '../../object.ts';
import { timestamp } from '../../time.ts';
import type { ControlPlane } from '../context.ts';
import { controllerOf, hasEnded } from '../pods.ts';

const TAINT = { key: 'node.kubernetes.io/disk-pressure', effect: 'NoSchedule' };
/** How often the kubelet looks (ms): `node-status-update-frequency`. */
const PERIOD = 10_000;

/** Of a boot disk of 100 GB: the kubelet evicts below a tenth. */
const THRESHOLD = { limit: '10494402560', available: '9817204Ki' };

/** The fault `disk-full`: the kubelet of a full node reports it, takes no more pods and evicts those that it has. */
export function diskPressure(
  { store, world, events }: Pick<ControlPlane, 'store' | 'world' | 'events'>,
  node: KubeObject,
  requeueAfter: (delay: number) => void,
): void {
  const { name, labels = {} } = node.metadata;
  const fault = world.faults.active('disk-full');
  const chosen = fault?.params.node;
  const isTpu = machineTypes.get(labels['node.kubernetes.io/instance-type'] ?? '')?.tpu !== undefined;
  const full = fault !== undefined && (chosen === undefined ? isTpu : chosen === name);
  if (full) requeueAfter(PERIOD);
  const conditions: Condition[] = node.status?.conditions ?? [];
  const was = conditions.find(({ type }) => type === 'DiskPressure')?.status === 'True';
  if (full !== was) report(full);
  if (full) evictAll();

  function report(pressure: boolean): void {
    const now = timestamp(world.clock.now());
    const record = events.recorder('kubelet', name);
    if (pressure) record(node, 'Warning', 'EvictionThresholdMet', 'Attempting to reclaim ephemeral-storage');
    const reason = pressure ? 'NodeHasDiskPressure' : 'NodeHasNoDiskPressure';
    record(node, 'Normal', reason, `Node ${name} status is now: ${reason}`);
    store.modify('nodes', undefined, name, (draft) => {
      const others = ((draft.spec.taints ?? []) as { key: string }[]).filter(({ key }) => key !== TAINT.key);
      draft.spec.taints = pressure ? [...others, TAINT] : others;
      draft.status.conditions = (draft.status.conditions as Condition[]).map((condition) =>
        condition.type === 'DiskPressure'
          ? { ...condition, ...(pressure ? PRESSURE : NO_PRESSURE), lastTransitionTime: now }
          : condition,
      );
    });
  }

  function evictAll(): void {
    const record = events.recorder('kubelet', name);
    for (const pod of store.list('pods', { fieldSelector: `spec.nodeName=${name}` })) {
      if (hasEnded(pod) || controllerOf(pod)?.kind === 'DaemonSet' || isManaged(pod.metadata.namespace)) continue;
      const message = evicted(pod);
      record(pod, 'Warning', 'Evicted', message);
      store.modify('pods', pod.metadata.namespace, pod.metadata.name, (draft) => {
        draft.status = { ...draft.status, phase: 'Failed', reason: 'Evicted', message };
      });
    }
  }
}

interface Condition {
  readonly type: string;
  readonly status: string;
}

/** As the kubelet words them. */
const PRESSURE = { status: 'True', reason: 'KubeletHasDiskPressure', message: 'kubelet has disk pressure' };
const NO_PRESSURE = { status: 'False', reason: 'KubeletHasNoDiskPressure', message: 'kubelet has no disk pressure' };

/** pkg/kubelet/eviction/helpers.go, evictionMessage. Assumed: how much the container has written. */
function evicted({ spec }: KubeObject): string {
  const [container] = spec.containers as [{ name: string; resources?: { requests?: Record<string, string> } }];
  const request = container.resources?.requests?.['ephemeral-storage'] ?? '0';
  return `The node was low on resource: ephemeral-storage. Threshold quantity: ${THRESHOLD.limit}, available: ${THRESHOLD.available}. Container ${container.name} was using 61203456Ki, request is ${request}, has larger consumption of ephemeral-storage. `;
}
