import type { KubeObject } from '../../object.ts';
import type { ControlPlane } from '../context.ts';
import { type Controller, itself } from '../controller.ts';
import { cordon } from './cordon.ts';
import { diskPressure } from './disk-pressure.ts';
import { machineTypes } from './machine-type.ts';
import { nodeLease, nodeObject } from './node-object.ts';
import { followPool } from './node-updates.ts';
import { allocatableList, capacityList } from './resource-list.ts';

/** Keeps one Node for each running machine of the cloud, and takes a vanished machine's pods away with it. */
export function nodeController({ world, store, cloud, version, events }: ControlPlane): Controller {
  const lifecycle = events.recorder('node-controller');

  function register(name: string): KubeObject | undefined {
    const instance = cloud.instances().find((each) => each.name === name && each.state === 'RUNNING');
    const pool = instance && cloud.nodePools().find((each) => each.name === instance.pool);
    const machine = instance && machineTypes.get(instance.machineType);
    if (!instance || !pool || !machine) return undefined;
    const known = store.get('nodes', undefined, name);
    if (known) {
      followPool(store, known, pool, machine, instance.zone);
      return known;
    }
    const node = store.create('nodes', nodeObject(cloud, version, pool, instance, machine, world.clock.now()));
    store.create('leases', nodeLease(node, world.clock.now()));
    const kubelet = events.recorder('kubelet', name);
    kubelet(node, 'Normal', 'Starting', 'Starting kubelet.');
    kubelet(node, 'Normal', 'NodeReady', `Node ${name} status is now: NodeReady`);
    lifecycle(node, 'Normal', 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`);
    return node;
  }

  /** The device plugin registers a while after the node: until then a TPU node has no chips to give. */
  function registerChips(name: string, requeueAfter: (delay: number) => void): void {
    const instance = cloud.instances().find((each) => each.name === name)!;
    const machine = machineTypes.get(instance.machineType)!;
    if (!machine.tpu) return;
    const due = instance.runningAt + world.durations.tpuDevicePlugin;
    if (due > world.clock.now()) {
      requeueAfter(due - world.clock.now());
      return;
    }
    const { chips } = machine.tpu;
    const pool = cloud.nodePools().find((each) => each.name === instance.pool) ?? {};
    store.modify('nodes', undefined, name, ({ status }) => {
      status.capacity = capacityList(pool, machine, chips);
      status.allocatable = allocatableList(pool, machine, chips);
    });
  }

  function remove(name: string): void {
    const node = store.get('nodes', undefined, name);
    if (node) {
      lifecycle(node, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
      lifecycle(node, 'Normal', 'RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`);
      store.delete('nodes', undefined, name);
    }
    for (const { metadata } of store.list('pods', { fieldSelector: `spec.nodeName=${name}` })) {
      store.delete('pods', metadata.namespace, metadata.name, { gracePeriodSeconds: 0 });
    }
  }

  return {
    name: 'node-lifecycle',
    watches: {
      nodes: itself,
      // A pod that is bound to a node which is not there goes, too.
      pods: ({ spec }, { type }) =>
        type === 'ADDED' && spec.nodeName && !store.get('nodes', undefined, spec.nodeName) ? [spec.nodeName] : [],
    },
    listen: (enqueue) => {
      const all = (): void => {
        for (const { name } of cloud.instances()) enqueue(name);
        for (const { metadata } of store.list('nodes')) enqueue(metadata.name);
      };
      all();
      return cloud.subscribe(all);
    },
    reconcile(name, requeueAfter) {
      const node = register(name);
      if (!node) {
        remove(name);
        return;
      }
      cordon({ store, world, events }, node);
      registerChips(name, requeueAfter);
      diskPressure({ store, world, events }, store.get('nodes', undefined, name) ?? node, requeueAfter);
    },
  };
}
