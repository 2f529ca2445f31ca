import { conditionOf, withCondition } from '../controllers/conditions.ts';
import type { ControlPlane } from '../controllers/context.ts';
import { type Controller, itself, keyOf, splitKey } from '../controllers/controller.ts';
import { hasEnded } from '../controllers/pods.ts';
import type { KubeObject, WatchEvent } from '../object.ts';
import { claimNames, SELECTED_NODE } from '../persistent-volumes.ts';
import { same } from '../store/json.ts';
import { type Misfit, misfit } from './filters.ts';
import { leftOut } from './left-out.ts';
import { type NodeInfo, type NodeUsage, nodeInfo } from './node-info.ts';
import { isMakingRoom, planPreemption, priorityOf } from './preemption.ts';
import { unresolvableMessage, unschedulableMessage } from './unschedulable.ts';
import { claimsOf, misplaced } from './volume-binding.ts';

/** An unschedulable pod is looked at again after this long even when nothing happened (ms), as kube-scheduler does. */
const RETRY = 300_000;

/** Binds pods to nodes that they fit. */
export function scheduler(plane: ControlPlane, usage: NodeUsage): Controller {
  const { store, world, cloud, version } = plane;
  const minor = Number(version.split('.')[1]);
  const record = plane.events.recorder(cloud.autopilot ? 'gke.io/optimize-utilization-scheduler' : 'default-scheduler');
  const remark = plane.events.recorder('sandbox');
  // Autopilot fills nodes up, kube-scheduler's default spreads.
  const preference = cloud.autopilot ? -1 : 1;

  const isPending = (pod: KubeObject): boolean =>
    pod.spec.nodeName === undefined && !hasEnded(pod) && pod.metadata.deletionTimestamp === undefined;

  /** The more important first. */
  const pending = (): string[] =>
    store
      .list('pods')
      .filter(isPending)
      .sort((a, b) => priorityOf(b) - priorityOf(a))
      .map(keyOf);

  function bind(pod: KubeObject, node: string): void {
    const { namespace, name } = pod.metadata;
    store.modify('pods', namespace, name, (draft) => {
      draft.spec.nodeName = node;
      const scheduled = { type: 'PodScheduled', status: 'True' } as const;
      draft.status = {
        ...draft.status,
        conditions: withCondition(draft.status?.conditions, scheduled, world.clock.now()),
      };
    });
    for (const name of leftOut(pod)) remark(pod, 'Normal', 'NotSimulated', `[sandbox] Not simulated: ${name}`);
    record(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${node}`);
  }

  /** The driver makes volumes in the zone of the node; the pod is bound when it has them. */
  function choose(claims: readonly KubeObject[], node: string): void {
    for (const { metadata } of claims) {
      store.modify('persistentvolumeclaims', metadata.namespace, metadata.name, (draft) => {
        draft.metadata.annotations = { ...draft.metadata.annotations, [SELECTED_NODE]: node };
      });
    }
  }

  function giveUp(pod: KubeObject, message: string): void {
    record(pod, 'Warning', 'FailedScheduling', message);
    store.as('kube-scheduler').modify('pods', pod.metadata.namespace, pod.metadata.name, (draft) => {
      const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message } as const;
      draft.status = {
        ...draft.status,
        conditions: withCondition(draft.status?.conditions, condition, world.clock.now()),
      };
    });
  }

  /** Pods of lower priority make room on a node, which the pod gets once they have gone. */
  function preempt(pod: KubeObject, nodes: readonly KubeObject[]): boolean {
    if (isMakingRoom(store, pod)) return true;
    const infos = nodes.map((node) => nodeInfo(node, usage.of(node.metadata.name)));
    const plan = planPreemption(store, pod, infos);
    if (!plan) return false;
    const { namespace, name, uid } = pod.metadata;
    for (const victim of plan.victims) {
      const { metadata } = victim;
      const message = `${plan.node}: preempting to accommodate a higher priority pod`;
      store.modify('pods', metadata.namespace, metadata.name, (draft) => {
        const condition = {
          type: 'DisruptionTarget',
          status: 'True',
          reason: 'PreemptionByScheduler',
          message,
        } as const;
        const conditions = withCondition(draft.status?.conditions, condition, world.clock.now());
        draft.status = { ...draft.status, conditions };
      });
      store.delete('pods', metadata.namespace, metadata.name);
      record(victim, 'Normal', 'Preempted', `Preempted by pod ${uid} on node ${plan.node}`);
    }
    store.modify('pods', namespace, name, (draft) => {
      draft.status = { ...draft.status, nominatedNodeName: plan.node };
    });
    return true;
  }

  return {
    name: 'scheduler',
    watches: {
      pods: (pod, event) => {
        if (isPending(pod)) return isNews(event) ? itself(pod) : [];
        return freesNode(event) ? pending() : [];
      },
      nodes: (_node, event) => (changesFit(event) ? pending() : []),
      persistentvolumeclaims: ({ metadata }) =>
        store
          .list('pods', { namespace: metadata.namespace })
          .filter((pod) => isPending(pod) && [...claimNames(pod).values()].includes(metadata.name))
          .map(keyOf),
    },
    reconcile(key, requeueAfter) {
      const pod = store.get('pods', ...splitKey(key));
      if (!pod || !isPending(pod)) return;
      const nodes = store.list('nodes');
      const claims = claimsOf(store, pod);
      if (claims.obstacle !== undefined) {
        giveUp(pod, unresolvableMessage(claims.obstacle, nodes.length, minor));
        requeueAfter(RETRY);
        return;
      }
      const misfits: Misfit[] = [];
      let best: { node: NodeInfo; score: number } | undefined;
      for (const object of nodes) {
        const node = nodeInfo(object, usage.of(object.metadata.name));
        const objection = misfit(pod, node) ?? misplaced(claims, node);
        if (objection) {
          misfits.push(objection);
          continue;
        }
        const score = preference * freeShare(node);
        if (!best || score > best.score) best = { node, score };
      }
      if (best && claims.delayed.length > 0) return choose(claims.delayed, best.node.name);
      if (best) return bind(pod, best.node.name);
      const preempts = preempt(pod, nodes);
      giveUp(pod, unschedulableMessage(misfits, minor, preempts));
      requeueAfter(RETRY);
    },
  };
}

/** Of CPU, memory and places for pods, on average. */
function freeShare({ allocatable, used }: NodeInfo): number {
  const free = ['cpu', 'memory', 'pods'].map((name) => 1 - (used.get(name) ?? 0) / (allocatable.get(name) || 1));
  return free.reduce((sum, share) => sum + share, 0) / free.length;
}

/** Whether a change of a pending pod matters to scheduling; the scheduler's own condition does not. */
function isNews({ type, object, previous }: WatchEvent): boolean {
  return type !== 'MODIFIED' || !previous || !same(object.spec, previous.spec) || !conditionOf(object, 'PodScheduled');
}

function freesNode({ type, object, previous }: WatchEvent): boolean {
  if (object.spec.nodeName === undefined) return false;
  return type === 'DELETED' || (previous !== undefined && hasEnded(object) && !hasEnded(previous));
}

function changesFit({ type, object, previous }: WatchEvent): boolean {
  if (type !== 'MODIFIED' || !previous) return type !== 'DELETED';
  const fit = ({ metadata, spec, status }: KubeObject): unknown => [metadata.labels, spec, status?.allocatable];
  return !same(fit(object), fit(previous));
}
