import type { World } from '../../core/world.ts';
import type { ControllerContext } from '../controllers/context.ts';
import { type Controller, itself, keyOf, splitKey } from '../controllers/controller.ts';
import type { EventLog } from '../controllers/events.ts';
import type { KubeObject, ObjectStore, WatchEvent } from '../object.ts';
import type { PodRuntime, Workload } from '../runtime.ts';
import { PodRecords } from './pod-record.ts';
import { PodWorker } from './pod-worker.ts';
import type { VolumeParts } from './volumes.ts';

/** Selects the simulated program of a container. */
export type WorkloadFor = (
  pod: KubeObject,
  container: {
    readonly name: string;
    readonly image: string;
    readonly command?: readonly string[];
    readonly args?: readonly string[];
  },
) => Workload;

export interface KubeletParts extends VolumeParts {
  readonly world: World;
  readonly store: ObjectStore;
  readonly events: EventLog;
  readonly workloads: WorkloadFor;
}

/** The kubelets of all nodes: they run the pods bound to their nodes and report their state. */
export class Kubelet implements PodRuntime {
  readonly #parts: KubeletParts;
  readonly #workers = new Map<string, PodWorker>();

  constructor(
    context: Pick<ControllerContext, 'world' | 'uid' | 'store' | 'cloud' | 'buckets' | 'iam'>,
    events: EventLog,
    workloads: WorkloadFor,
  ) {
    const { world, uid } = context;
    const records = new PodRecords(
      world.database.collection(`k8s/${uid}/kubelet`),
      world.database.collection(`k8s/${uid}/logs`),
    );
    this.#parts = { ...context, events, records, workloads, disks: new Map() };
  }

  readonly controller: Controller = {
    name: 'kubelet',
    watches: {
      pods: (pod, event) => {
        if (event.type === 'DELETED') this.#dispose(pod.metadata.uid);
        return pod.spec.nodeName && asksForWork(event) ? itself(pod) : [];
      },
      nodes: ({ metadata }, { type }) => (type === 'ADDED' ? this.#podsOn(metadata.name) : []),
    },
    listen: (enqueue) => {
      this.#enqueue = enqueue;
      this.#disposeUnknown();
      return () => this.#abandon();
    },
    reconcile: (key, requeueAfter) => {
      const pod = this.#parts.store.get('pods', ...splitKey(key));
      const node = pod?.spec.nodeName && this.#parts.store.get('nodes', undefined, pod.spec.nodeName);
      if (!pod || !node) return;
      this.#parts.records.whole(pod.metadata.uid, () => this.#workerOf(pod, key).sync(pod, requeueAfter));
    },
  };

  #enqueue: (key: string) => void = () => undefined;

  logs(podUid: string, container: string, { previous = false } = {}): ReturnType<PodRuntime['logs']> {
    return this.#workers.get(podUid)?.logs(container, previous);
  }

  running(podUid: string): ReturnType<PodRuntime['running']> {
    return this.#workers.get(podUid)?.running ?? new Map();
  }

  listener(podUid: string, port: number): ReturnType<PodRuntime['listener']> {
    return [...this.running(podUid).values()].find((container) => container.listens(port));
  }

  #podsOn(node: string): string[] {
    return this.#parts.store.list('pods', { fieldSelector: `spec.nodeName=${node}` }).map(keyOf);
  }

  #workerOf(pod: KubeObject, key: string): PodWorker {
    const { uid } = pod.metadata;
    const known = this.#workers.get(uid);
    if (known) return known;
    const worker = new PodWorker(this.#parts, pod, () => this.#enqueue(key));
    this.#workers.set(uid, worker);
    return worker;
  }

  #dispose(uid: string): void {
    this.#workers.get(uid)?.dispose();
    this.#workers.delete(uid);
  }

  /** Records of pods that were deleted between two lives of the sandbox. */
  #disposeUnknown(): void {
    const known = new Set(this.#parts.store.list('pods').map(({ metadata }) => metadata.uid));
    for (const uid of this.#parts.records.uids()) {
      if (known.has(uid)) continue;
      this.#parts.records.forget(uid);
      this.#parts.world.addresses.release(uid);
    }
  }

  #abandon(): void {
    for (const worker of this.#workers.values()) worker.abandon();
    this.#workers.clear();
  }
}

/** A pod is news when it comes to a node and when it is to end; its status is the kubelet's own. */
function asksForWork({ type, object, previous }: WatchEvent): boolean {
  if (type !== 'MODIFIED' || !previous) return type === 'ADDED';
  const { deletionTimestamp, deletionGracePeriodSeconds } = previous.metadata;
  return (
    object.spec.nodeName !== previous.spec.nodeName ||
    object.metadata.deletionTimestamp !== deletionTimestamp ||
    object.metadata.deletionGracePeriodSeconds !== deletionGracePeriodSeconds
  );
}
