import type { Recorder } from '../controllers/events.ts';
import { hasEnded } from '../controllers/pods.ts';
import type { KubeObject } from '../object.ts';
import type { PodLog, RunningContainer } from '../runtime.ts';
import { parseTime } from '../time.ts';
import { ContainerStarter } from './container-starter.ts';
import { isSidecar, type Waiting } from './container-status.ts';
import { disksOf } from './disks.ts';
import type { Sidecar } from './file-cache.ts';
import { GCSFUSE_SIDECAR } from './gcsfuse.ts';
import type { KubeletParts } from './kubelet.ts';
import type { PodContainers } from './pod-containers.ts';
import { podStatus } from './pod-status.ts';
import { VolumeError } from './volume-error.ts';
import { checkVolumes, mountsBucket, PodVolumes, sidecarKilled } from './volumes.ts';

/** The kubelet's back-off for mounts: 500 ms doubled with each failure, up to 2 min 2 s. */
const FIRST_MOUNT_RETRY = 500;
const LONGEST_MOUNT_RETRY = 122_000;

type Requeue = (delay: number) => void;

/** Brings one pod, a step at a time, to where its specification and its record say that it is. */
export class PodWorker {
  readonly #parts: KubeletParts;
  readonly #uid: string;
  readonly #record: Recorder;
  readonly #attacher: Recorder;
  readonly #address: string;
  readonly #starter: ContainerStarter;
  #mountFailures = 0;
  #mountAt: number | undefined;
  #announcedEnd = false;

  constructor(parts: KubeletParts, pod: KubeObject, wake: () => void) {
    this.#parts = parts;
    this.#uid = pod.metadata.uid;
    this.#record = parts.events.recorder('kubelet', pod.spec.nodeName);
    this.#attacher = parts.events.recorder('attachdetach-controller');
    this.#address = parts.world.addresses.allocate(this.#uid);
    const volumes = new PodVolumes(parts, pod, this.#sidecar(pod));
    const own = { uid: this.#uid, address: this.#address, volumes, record: this.#record, wake };
    this.#starter = new ContainerStarter(parts, own);
  }

  get running(): ReadonlyMap<string, RunningContainer> {
    return this.#containers.running;
  }

  logs(container: string, previous: boolean): PodLog | undefined {
    return this.#starter.logs(container, previous);
  }

  sync(pod: KubeObject, requeueAfter: Requeue): void {
    if (hasEnded(pod)) {
      this.#containers.stopAll();
      return;
    }
    const { records, world } = this.#parts;
    if (pod.metadata.deletionTimestamp !== undefined) {
      this.#terminate(pod, requeueAfter);
      return;
    }
    if (!records.get(this.#uid)) records.begin(this.#uid, world.clock.now());
    const waiting = this.#mount(pod, requeueAfter) ? this.#run(pod, requeueAfter) : new Map<string, Waiting>();
    this.#report(pod, waiting);
  }

  /** The pod is deleted: stops its containers immediately and removes its record. */
  dispose(): void {
    this.#containers.stopAll();
    this.#parts.records.forget(this.#uid);
    this.#parts.world.addresses.release(this.#uid);
  }

  /** The kubelet stops, the pod does not. */
  abandon(): void {
    this.#containers.stopAll();
  }

  /** The container in which Cloud Storage FUSE runs. */
  #sidecar(pod: KubeObject): Sidecar {
    return {
      killed: () => {
        const { run, previous } = this.#parts.records.container(this.#uid, GCSFUSE_SIDECAR);
        return [run, previous].some((each) => each?.end?.reason === 'OOMKilled');
      },
      outOfMemory: () => {
        this.#containers.outOfMemory(GCSFUSE_SIDECAR);
        this.#record(pod, 'Warning', 'FailedMount', sidecarKilled(this.#parts.store, pod));
      },
    };
  }

  get #containers(): PodContainers {
    return this.#starter.containers;
  }

  /** @returns whether all volumes are mounted */
  #mount(pod: KubeObject, requeueAfter: Requeue): boolean {
    const { records, world } = this.#parts;
    const { mountedAt, startedAt } = records.get(this.#uid)!;
    if (mountedAt !== undefined) return true;
    const now = world.clock.now();
    this.#mountAt ??= startedAt + (mountsBucket(this.#parts.store, pod) ? world.durations.bucketMount : 0);
    if (this.#mountAt > now) {
      requeueAfter(this.#mountAt - now);
      return false;
    }
    try {
      checkVolumes(this.#parts, pod);
      this.#announceDisks(pod);
      records.change(this.#uid, { mountedAt: now });
      return true;
    } catch (error) {
      if (!(error instanceof VolumeError)) throw error;
      (error.code === 'FailedMount' ? this.#record : this.#attacher)(pod, 'Warning', error.code, error.message);
      const delay = Math.min(FIRST_MOUNT_RETRY * 2 ** this.#mountFailures++, LONGEST_MOUNT_RETRY);
      this.#mountAt = now + delay;
      requeueAfter(delay);
      return false;
    }
  }

  #announceDisks(pod: KubeObject): void {
    for (const { metadata } of disksOf(this.#parts.store, pod)) {
      const text = `AttachVolume.Attach succeeded for volume "${metadata.name}"`;
      this.#attacher(pod, 'Normal', 'SuccessfulAttachVolume', text);
    }
  }

  /** Init containers one after the other, each sidecar as soon as the one before it has started, then all the others. */
  #run(pod: KubeObject, requeueAfter: Requeue): Map<string, Waiting> {
    const waiting = new Map<string, Waiting>();
    const ensure = (container: KubeObject['spec']): void => {
      const wait = this.#starter.ensure(pod, container, requeueAfter);
      if (wait) waiting.set(container.name, wait);
    };
    for (const container of pod.spec.initContainers ?? []) {
      ensure(container);
      const done = isSidecar(container)
        ? this.#containers.started.has(container.name)
        : this.#starter.succeeded(container.name);
      if (!done) return waiting;
    }
    for (const container of pod.spec.containers) ensure(container);
    return waiting;
  }

  #report(pod: KubeObject, waiting: ReadonlyMap<string, Waiting>): void {
    const { store, records, world } = this.#parts;
    const node = store.get('nodes', undefined, pod.spec.nodeName);
    const addresses: { type: string; address: string }[] = node?.status?.addresses ?? [];
    const status = podStatus(pod, records.get(this.#uid)!, {
      now: world.clock.now(),
      hostIP: addresses.find(({ type }) => type === 'InternalIP')?.address ?? '',
      podIP: this.#address,
      waiting,
      started: this.#containers.started,
      ready: this.#containers.ready,
    });
    store.modify('pods', pod.metadata.namespace, pod.metadata.name, (draft) => {
      draft.status = status;
    });
    if (status.phase === 'Succeeded' || status.phase === 'Failed') this.#containers.stopAll();
  }

  /** Stops the containers within the grace period, then deletes the pod. */
  #terminate(pod: KubeObject, requeueAfter: Requeue): void {
    const { store, world } = this.#parts;
    const { namespace, name, deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata;
    if (!this.#announcedEnd) {
      this.#announcedEnd = true;
      for (const container of this.running.keys()) {
        this.#record(pod, 'Normal', 'Killing', `Stopping container ${container}`);
      }
    }
    const grace = deletionGracePeriodSeconds * 1000;
    const due = parseTime(deletionTimestamp!) - grace + Math.min(world.durations.podTermination, grace);
    const now = world.clock.now();
    if (this.running.size > 0 && due > now) {
      requeueAfter(due - now);
      return;
    }
    this.#containers.stopAll();
    store.delete('pods', namespace, name, { gracePeriodSeconds: 0 });
  }
}
