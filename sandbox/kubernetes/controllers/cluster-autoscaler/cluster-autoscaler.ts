import type { KubeObject, WatchEvent } from '../../object.ts';
import { misfit } from '../../scheduler/filters.ts';
import { type NodeUsage, nodeInfo } from '../../scheduler/node-info.ts';
import { conditionOf } from '../conditions.ts';
import type { ControlPlane } from '../context.ts';
import type { Controller } from '../controller.ts';
import { hasEnded } from '../pods.ts';
import { Backoff } from './backoff.ts';
import { describeGrowth, type NodeGroup, nodeGroups, templateNode, upcomingNodes } from './node-group.ts';
import { provisioningFor } from './provisioning.ts';
import { markIdle } from './scale-down.ts';
import { planScaleUp } from './scale-up.ts';

/** The cluster autoscaler's `--scan-interval` (ms). */
const SCAN_INTERVAL = 10_000;

/** There is one thing to reconcile. */
const CLUSTER = 'cluster';

/** Adds machines for pods that fit no node, and takes idle ones away. */
export function clusterAutoscaler({ world, uid, store, cloud, events }: ControlPlane, usage: NodeUsage): Controller {
  const { clock, durations } = world;
  const record = events.recorder('cluster-autoscaler');
  const backoff = new Backoff(world.database.collection(`k8s/${uid}/autoscaler`));

  // Autopilot makes another pool, in another zone, where one failed: there it is the machine type that is in short supply.
  const backoffKey = ({ pool }: NodeGroup): string => (cloud.autopilot ? pool.machineType : pool.name);

  function announce(group: NodeGroup, pods: readonly KubeObject[]): void {
    const after = cloud.instances().filter((instance) => instance.pool === group.pool.name);
    const message = `pod triggered scale-up: [${describeGrowth(cloud, group, after).join(' ')}]`;
    for (const pod of pods) record(pod, 'Normal', 'TriggeredScaleUp', message);
  }

  /** Autopilot: creates a node pool of a machine type that fits the pod. @returns whether one exists */
  function provision(pod: KubeObject): boolean {
    const request = provisioningFor(pod);
    if (!request || backoff.until(request.machineType) > clock.now()) return false;
    const name = cloud.provisionNodePool(request);
    const group = nodeGroups(cloud).find(({ pool }) => pool.name === name);
    if (group) announce({ ...group, instances: [] }, [pod]);
    return true;
  }

  function scaleUp(pods: readonly KubeObject[], groups: readonly NodeGroup[]): void {
    const inBackoff = new Set(groups.filter((group) => backoff.until(backoffKey(group)) > clock.now()));
    const present = store.list('nodes').map((node) => nodeInfo(node, usage.of(node.metadata.name)));
    const upcoming = upcomingNodes(cloud, (name) => store.get('nodes', undefined, name));
    const { expansions, hopeless } = planScaleUp(pods, groups, [...present, ...upcoming], inBackoff);
    for (const { group, count, pods: helped } of expansions) {
      cloud.resize(group.pool.name, group.pool.size + count);
      announce(group, helped);
    }
    for (const { pod, reasons } of hopeless) {
      // The next scan packs further pods into the new machine.
      if (cloud.autopilot && provision(pod)) return;
      if (reasons) record(pod, 'Normal', 'NotTriggerScaleUp', `pod didn't trigger scale-up: ${reasons}`);
    }
  }

  /** Deletes failed machines, backs off the group, and requests the group's minimum size again. */
  function handleFailures(pods: readonly KubeObject[], groups: readonly NodeGroup[]): void {
    for (const group of groups) {
      const { pool, machine, instances, min } = group;
      const key = backoffKey(group);
      for (const { state, runningAt, zone, error } of instances) {
        if (state === 'RUNNING') backoff.succeeded(key, runningAt);
        if (state !== 'FAILED' || !backoff.failed(key, runningAt)) continue;
        const message = `Node scale up in zones ${zone} associated with this pod failed: ${error}. Pod is at risk of not being scheduled.`;
        const waiting = pods.filter((pod) => !misfit(pod, templateNode(pool, machine, zone)));
        for (const pod of waiting) record(pod, 'Warning', 'FailedScaleUp', message);
      }
      const failed = instances.filter(({ state }) => state === 'FAILED').map(({ name }) => name);
      const retry = backoff.until(key) <= clock.now();
      const surplus = retry ? failed : failed.slice(0, Math.max(0, pool.size - min));
      if (surplus.length > 0) cloud.resize(pool.name, pool.size - surplus.length, surplus);
      if (surplus.length > 0 && pool.size - surplus.length < min) cloud.resize(pool.name, min);
    }
  }

  /** @returns the simulated ms until the next node has been idle for long enough; undefined when none is idle. */
  function scaleDown(groups: readonly NodeGroup[]): number | undefined {
    const idle = markIdle(store, groups, clock.now());
    const removable = new Map(groups.map((group) => [group, group.pool.size - group.min]));
    const sizes = new Map(groups.map((group) => [group, group.pool.size]));
    for (const { node, group, since } of idle) {
      const due = since + durations.nodeIdleBeforeScaleDown;
      if (due > clock.now()) return due - clock.now();
      if (removable.get(group)! <= 0) continue;
      const size = sizes.get(group)! - 1;
      sizes.set(group, size);
      removable.set(group, removable.get(group)! - 1);
      record(node, 'Normal', 'ScaleDown', 'node removed by cluster autoscaler');
      cloud.resize(group.pool.name, size, [node.metadata.name]);
    }
    return undefined;
  }

  return {
    name: 'cluster-autoscaler',
    watches: {
      pods: (pod, event) => (isUnschedulable(pod) || movesBetweenNodes(event) ? [CLUSTER] : []),
      nodes: () => [CLUSTER],
    },
    listen: (enqueue) => cloud.subscribe(() => enqueue(CLUSTER)),
    reconcile(_key, requeueAfter) {
      const waiting = store.list('pods').filter(isUnschedulable);
      handleFailures(waiting, nodeGroups(cloud));
      if (waiting.length > 0) {
        scaleUp(waiting, nodeGroups(cloud));
        requeueAfter(SCAN_INTERVAL);
      }
      const next = scaleDown(nodeGroups(cloud));
      if (next !== undefined) requeueAfter(next);
    },
  };
}

function isUnschedulable(pod: KubeObject): boolean {
  if (pod.spec.nodeName !== undefined || pod.metadata.deletionTimestamp !== undefined) return false;
  return conditionOf(pod, 'PodScheduled')?.reason === 'Unschedulable';
}

/** Whether a node gains or loses a pod. */
function movesBetweenNodes({ type, object, previous }: WatchEvent): boolean {
  if (type !== 'MODIFIED' || !previous) return object.spec.nodeName !== undefined;
  return object.spec.nodeName !== previous.spec.nodeName || hasEnded(object) !== hasEnded(previous);
}
