import type { KubeObject } from '../../object.ts';
import { labelSelector } from '../../store/selectors.ts';
import type { ControlPlane } from '../context.ts';
import { type Controller, itself, splitKey } from '../controller.ts';
import { Autoscaler } from './autoscaler.ts';
import { ScalingHistory } from './history.ts';
import { MetricsClient } from './metrics-client.ts';

/** kube-controller-manager's --horizontal-pod-autoscaler-sync-period (ms). */
const SYNC_PERIOD = 15_000;

/** The controller's in-memory state of one autoscaler, as upstream. */
interface Known {
  readonly uid: string;
  /** When it is to be synchronized next (simulated ms since the epoch). */
  due: number;
  history?: ScalingHistory;
  selector?: string;
}

/**
 * The horizontal pod autoscaler: synchronizes every autoscaler each 15 s, for the first time 15 s after it was created.
 *
 * The cluster's add-on HorizontalPodAutoscaling does not stop it: Google documents the add-on as collecting metrics, and
 * the tutorial's own Standard cluster has it off while its autoscaler scales. Off, the resource metrics are missing.
 */
export function horizontalPodAutoscaler(
  plane: Pick<ControlPlane, 'world' | 'store' | 'cloud' | 'request' | 'events'>,
): Controller {
  const { store, cloud, events } = plane;
  const { clock } = plane.world;
  const record = events.recorder('horizontal-pod-autoscaler');
  const client = new MetricsClient({
    store,
    request: (method, path) => plane.request(method, path),
    collectsResources: () => cloud.addon('horizontalPodAutoscaling'),
  });
  const known = new Map<string, Known>();

  const recall = (key: string, hpa: KubeObject): Known => {
    const remembered = known.get(key);
    if (remembered?.uid === hpa.metadata.uid) return remembered;
    const fresh = { uid: hpa.metadata.uid, due: clock.now() + SYNC_PERIOD };
    known.set(key, fresh);
    return fresh;
  };

  const claimants = (namespace: string, pods: readonly KubeObject[]): string[] => {
    const keys: string[] = [];
    for (const [key, { selector }] of known) {
      if (selector === undefined || splitKey(key)[0] !== namespace) continue;
      const matches = labelSelector(selector);
      if (pods.some(({ metadata }) => matches(metadata.labels ?? {}))) keys.push(key);
    }
    return keys.sort();
  };

  return {
    name: 'horizontal-pod-autoscaler',
    watches: { horizontalpodautoscalers: itself },
    async reconcile(key, requeueAfter) {
      const hpa = store.get('horizontalpodautoscalers', ...splitKey(key));
      if (!hpa) {
        known.delete(key);
        return;
      }
      const now = clock.now();
      const memory = recall(key, hpa);
      if (now >= memory.due) memory.due = now + SYNC_PERIOD;
      else return requeueAfter(memory.due - now);
      requeueAfter(SYNC_PERIOD);
      await new Autoscaler(hpa, {
        store,
        client,
        record,
        now,
        history: (replicas) => {
          memory.history ??= new ScalingHistory(replicas, now);
          return memory.history;
        },
        claimants: (selector, pods) => {
          memory.selector = selector;
          return claimants(hpa.metadata.namespace!, pods);
        },
      }).sync();
    },
  };
}
