import { COMPUTE_CLASS, type ProvisioningRequest } from '../../cloud.ts';
import type { KubeObject, WatchEvent } from '../../object.ts';
import { misfit } from '../../scheduler/filters.ts';
import { type NodeUsage, nodeInfo } from '../../scheduler/node-info.ts';
import { claimsOf } from '../../scheduler/volume-binding.ts';
import { conditionOf } from '../conditions.ts';
import type { ControlPlane } from '../context.ts';
import type { Controller } from '../controller.ts';
import { hasEnded } from '../pods.ts';
import { Backoff } from './backoff.ts';
import { classPlan } from './compute-classes.ts';
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

  const remark = events.recorder('sandbox');

  /**
   * Under which names a failure is remembered, the narrowest last. Where pools are made, another one may be in another
   * zone: there it is the machine type that is in short supply.
   */
  function backoffKeys({ pool }: NodeGroup): readonly string[] {
    if (pool.labels[COMPUTE_CLASS] === undefined) return [cloud.autopilot ? pool.machineType : pool.name];
    const key = classKey(pool);
    return [key, `${key}/${pool.zones[0]}`];
  }

  const requestKey = (request: ProvisioningRequest): string => {
    if (request.computeClass === undefined) return request.machineType;
    return request.zone === undefined ? classKey(request) : `${classKey(request)}/${request.zone}`;
  };

  const isInBackoff = (key: string): boolean => backoff.until(key) > clock.now();

  /** The node pools that may be made for a pod, the preferred one first. */
  function requestsFor(pod: KubeObject): readonly ProvisioningRequest[] {
    const plan = classPlan(pod, cloud.autopilot, (name) => store.get('computeclasses', undefined, name));
    for (const note of plan?.notes ?? []) remark(pod, 'Warning', 'NotSimulated', note);
    const request = plan || !cloud.autopilot ? undefined : provisioningFor(pod);
    return plan?.requests ?? (request ? [request] : []);
  }

  /** No node helps a pod whose claims have no volume, and one for which others make room needs none. */
  function mayBeHelped(pod: KubeObject): boolean {
    if (pod.status?.nominatedNodeName !== undefined) return false;
    const { obstacle } = claimsOf(store, pod);
    if (obstacle === undefined) return true;
    record(pod, 'Normal', 'NotTriggerScaleUp', `pod didn't trigger scale-up: 1 ${obstacle}`);
    return false;
  }

  function announce(group: NodeGroup, pods: readonly KubeObject[]): void {
    const after = cloud.instances().filter((instance) => instance.pool === group.pool.name);
    const message = `pod triggered scale-up: [${describeGrowth(cloud, group, after).join(' ')}]`;
    for (const pod of pods) record(pod, 'Normal', 'TriggeredScaleUp', message);
  }

  /** Autopilot, or a ComputeClass: creates a node pool of a machine type that fits the pod. @returns whether one exists */
  function provision(pod: KubeObject): boolean {
    const request = requestsFor(pod).find((each) => !isInBackoff(requestKey(each)));
    if (!request) return false;
    const name = cloud.provisionNodePool(request);
    const group = nodeGroups(cloud).find(({ pool }) => pool.name === name);
    if (group) announce({ ...group, instances: [] }, [pod]);
    return true;
  }

  function scaleUp(pods: readonly KubeObject[], groups: readonly NodeGroup[]): void {
    const inBackoff = new Set(groups.filter((group) => isInBackoff(backoffKeys(group).at(-1)!)));
    const present = store.list('nodes').map((node) => nodeInfo(node, usage.of(node.metadata.name)));
    const upcoming = upcomingNodes(cloud, (name) => store.get('nodes', undefined, name));
    const { expansions, hopeless } = planScaleUp(pods, groups, [...present, ...upcoming], inBackoff);
    for (const { group, count, pods: helped } of expansions) {
      cloud.resize(group.pool.name, group.pool.size + count);
      announce(group, helped);
    }
    for (const { pod, reasons } of hopeless) {
      // The next scan packs further pods into the new machine.
      if (provision(pod)) return;
      if (reasons) record(pod, 'Normal', 'NotTriggerScaleUp', `pod didn't trigger scale-up: ${reasons}`);
    }
  }

  /** Deletes failed machines, backs off the group, and requests the group's minimum size again. */
  function handleFailures(pods: readonly KubeObject[], groups: readonly NodeGroup[]): void {
    for (const group of groups) {
      const { pool, machine, instances, min } = group;
      const keys = backoffKeys(group);
      for (const { state, runningAt, zone, error } of instances) {
        if (state === 'RUNNING') for (const key of keys) backoff.succeeded(key, runningAt);
        if (state !== 'FAILED' || !keys.map((key) => backoff.failed(key, runningAt)).includes(true)) continue;
        const message = `Node scale up in zones ${zone} associated with this pod failed: ${error}. Pod is at risk of not being scheduled.`;
        const waiting = pods.filter((pod) => !misfit(pod, templateNode(pool, machine, zone)));
        for (const pod of waiting) record(pod, 'Warning', 'FailedScaleUp', message);
      }
      const failed = instances.filter(({ state }) => state === 'FAILED').map(({ name }) => name);
      const retry = !isInBackoff(keys.at(-1)!);
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
      const waiting = store.list('pods').filter((pod) => isUnschedulable(pod) && mayBeHelped(pod));
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

const classKey = ({ machineType, spot }: Pick<ProvisioningRequest, 'machineType' | 'spot'>): string =>
  `class/${machineType}/${spot ? 'spot' : 'standard'}`;

function isUnschedulable(pod: KubeObject): boolean {
  if (pod.spec.nodeName !== undefined || pod.metadata.deletionTimestamp !== undefined) return false;
  return conditionOf(pod, 'PodScheduled')?.reason === 'Unschedulable';
}

/** Whether a node gains or loses a pod. */
function movesBetweenNodes({ type, object, previous }: WatchEvent): boolean {
  if (type !== 'MODIFIED' || !previous) return object.spec.nodeName !== undefined;
  return object.spec.nodeName !== previous.spec.nodeName || hasEnded(object) !== hasEnded(previous);
}
