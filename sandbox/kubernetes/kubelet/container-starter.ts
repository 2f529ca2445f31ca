import { Random } from '../../core/random.ts';
import type { KubeObject } from '../object.ts';
import type { PodLog } from '../runtime.ts';
import { restartDelay } from './backoff.ts';
import { isSidecar, type Waiting } from './container-status.ts';
import { ContainerConfigError, environment } from './environment.ts';
import { goDuration } from './go-duration.ts';
import { ImagePuller } from './image-puller.ts';
import type { KubeletParts } from './kubelet.ts';
import { type ContainerSpec, PodContainers, type PodParts } from './pod-containers.ts';
import type { Run, RunEnd } from './pod-record.ts';

/** A container whose configuration is wrong is looked at again after this long (ms). */
const CONFIG_RETRY = 10_000;

/** About as often the kubelet says that it backs off (ms). */
const REMINDER = 15_000;

/** Gets the containers of one pod to run: back-off, image, configuration, start. */
export class ContainerStarter {
  readonly #parts: KubeletParts;
  readonly #pod: PodParts;
  readonly #puller: ImagePuller;
  readonly #waiting = new Set<string>();
  readonly containers: PodContainers;

  constructor(parts: KubeletParts, pod: PodParts) {
    this.#parts = parts;
    this.#pod = pod;
    this.#puller = new ImagePuller(parts);
    this.containers = new PodContainers(parts, pod);
  }

  /** @returns why the container does not run yet; undefined when it runs, or has ended for good */
  ensure(pod: KubeObject, container: ContainerSpec, requeueAfter: (delay: number) => void): Waiting | undefined {
    const waiting = this.#advance(pod, container, requeueAfter);
    if (waiting) this.#waiting.add(container.name);
    else this.#waiting.delete(container.name);
    return waiting;
  }

  succeeded(name: string): boolean {
    return this.#parts.records.container(this.#pod.uid, name).run?.end?.exitCode === 0;
  }

  /** While a container waits for its next start, its last run is the present as well as the previous one. */
  logs(name: string, previous: boolean): PodLog | undefined {
    const { run, previous: before } = this.#parts.records.container(this.#pod.uid, name);
    return this.containers.log(previous && !(run?.end && this.#waiting.has(name)) ? before : run);
  }

  #advance(pod: KubeObject, container: ContainerSpec, requeueAfter: (delay: number) => void): Waiting | undefined {
    const { run } = this.#parts.records.container(this.#pod.uid, container.name);
    if (run && !run.end) {
      if (!this.containers.has(container.name))
        this.containers.launch(pod, container, run, this.#variables(pod, container));
      return undefined;
    }
    if (run?.end && !restarts(pod, container, run.end)) return undefined;
    const backOff = run?.end && this.#backOff(pod, container.name, run.end, requeueAfter);
    if (backOff) return backOff;
    const pull = this.#puller.ensure(pod, container, this.#pod.record);
    if (pull) {
      requeueAfter(pull.again);
      return pull;
    }
    try {
      this.#start(pod, container, this.#variables(pod, container));
      return undefined;
    } catch (error) {
      if (!(error instanceof ContainerConfigError)) throw error;
      this.#pod.record(pod, 'Warning', 'Failed', `Error: ${error.message}`);
      requeueAfter(CONFIG_RETRY);
      return { reason: error.code, message: error.message };
    }
  }

  #variables(pod: KubeObject, container: ContainerSpec): Map<string, string> {
    return environment(this.#parts.store, pod, container, this.#pod.address);
  }

  #backOff(pod: KubeObject, name: string, end: RunEnd, requeueAfter: (delay: number) => void): Waiting | undefined {
    const { records, world } = this.#parts;
    const delay = restartDelay(records.container(this.#pod.uid, name).crashes);
    const left = end.at + delay - world.clock.now();
    if (left <= 0) return undefined;
    const title = `${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`;
    this.#pod.record(pod, 'Warning', 'BackOff', `Back-off restarting failed container ${name} in pod ${title}`);
    requeueAfter(Math.min(left, REMINDER));
    const message = `back-off ${goDuration(delay)} restarting failed container=${name} pod=${title}`;
    return { reason: 'CrashLoopBackOff', message };
  }

  #start(pod: KubeObject, container: ContainerSpec, variables: ReadonlyMap<string, string>): void {
    const { records, world } = this.#parts;
    const { uid, record } = this.#pod;
    const { name } = container;
    const { run: last, previous, restarts: count } = records.container(uid, name);
    const number = last ? count + 1 : count;
    const run: Run = { id: Random.of(world.seed, `${uid}/${name}/${number}/id`).hex(64), startedAt: world.clock.now() };
    this.containers.forget(previous);
    records.changeContainer(uid, name, { restarts: number, run, ...(last && { previous: last }) });
    record(pod, 'Normal', 'Created', `Created container: ${name}`);
    record(pod, 'Normal', 'Started', `Started container ${name}`);
    this.containers.launch(pod, container, run, variables);
  }
}

function restarts(pod: KubeObject, container: ContainerSpec, { exitCode }: RunEnd): boolean {
  if (isSidecar(container)) return true;
  const isInit = (pod.spec.initContainers ?? []).includes(container);
  const policy: string = pod.spec.restartPolicy ?? 'Always';
  return policy !== 'Never' && (exitCode !== 0 || (policy === 'Always' && !isInit));
}
