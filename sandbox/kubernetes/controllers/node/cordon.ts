import type { KubeObject } from '../../object.ts';
import { timestamp } from '../../time.ts';
import type { ControlPlane } from '../context.ts';

const KEY = 'node.kubernetes.io/unschedulable';

/** A cordoned node bears a taint (pkg/controller/nodelifecycle, TaintNodesByCondition), and its kubelet reports it. */
export function cordon({ store, world, events }: Pick<ControlPlane, 'store' | 'world' | 'events'>, node: KubeObject) {
  const { name } = node.metadata;
  const taints: readonly { key: string }[] = node.spec.taints ?? [];
  const cordoned = node.spec.unschedulable === true;
  if (cordoned === taints.some(({ key }) => key === KEY)) return;
  const reason = cordoned ? 'NodeNotSchedulable' : 'NodeSchedulable';
  events.recorder('kubelet', name)(node, 'Normal', reason, `Node ${name} status is now: ${reason}`);
  const taint = { key: KEY, effect: 'NoSchedule', timeAdded: timestamp(world.clock.now()) };
  store.modify('nodes', undefined, name, (draft) => {
    const others = taints.filter(({ key }) => key !== KEY);
    const all = cordoned ? [...others, taint] : others;
    if (all.length > 0) draft.spec.taints = all;
    else delete draft.spec.taints;
  });
}
