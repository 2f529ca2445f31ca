import { Random } from '../../core/random.ts';
import type { Recorder } from '../controllers/events.ts';
import { machineTypes } from '../controllers/node/machine-type.ts';
import type { KubeObject } from '../object.ts';
import type { ContainerContext, PodLog, RunningContainer } from '../runtime.ts';
import { crashesAfter } from './backoff.ts';
import { ContainerLog } from './container-log.ts';
import { expand } from './environment.ts';
import type { KubeletParts } from './kubelet.ts';
import { LiveContainer } from './live-container.ts';
import type { Run, RunEnd } from './pod-record.ts';
import { type ProbeKind, portsOf } from './probes.ts';
import type { PodVolumes } from './volumes.ts';

/** The status of a process that SIGKILL ended. */
const KILLED = 137;

/** Lines of an ended run that outlive the sandbox's process. */
const KEPT_LINES = 1000;

export interface PodParts {
  readonly uid: string;
  /** The pod's own. */
  readonly address: string;
  readonly volumes: PodVolumes;
  readonly record: Recorder;
  /** Have the pod synced soon. */
  wake(): void;
}

// biome-ignore lint/suspicious/noExplicitAny: a Container of a pod's specification
export type ContainerSpec = any;

/** The containers of one pod that run, and the output of those that have. */
export class PodContainers {
  readonly #parts: KubeletParts;
  readonly #pod: PodParts;
  readonly #live = new Map<string, LiveContainer>();
  readonly #logs = new Map<string, ContainerLog>();

  constructor(parts: KubeletParts, pod: PodParts) {
    this.#parts = parts;
    this.#pod = pod;
  }

  get running(): ReadonlyMap<string, RunningContainer> {
    return new Map([...this.#live].map(([name, { running }]) => [name, running]));
  }

  has(name: string): boolean {
    return this.#live.has(name);
  }

  /** Names of the containers that have passed their startup probe. */
  get started(): ReadonlySet<string> {
    return new Set([...this.#live].filter(([, live]) => live.started).map(([name]) => name));
  }

  get ready(): ReadonlySet<string> {
    return new Set([...this.#live].filter(([, live]) => live.ready).map(([name]) => name));
  }

  /** The output of a run, of this process's time or kept from before. */
  log(run: Run | undefined): PodLog | undefined {
    const known = run && this.#logs.get(run.id);
    const kept = this.#parts.records.log(run);
    return known ?? (kept && new ContainerLog(kept, true));
  }

  /** The run's output is no longer readable. */
  forget(run: Run | undefined): void {
    if (!run) return;
    this.#logs.delete(run.id);
    this.#parts.records.forgetLog(run);
  }

  /** Start the run's process, or take it up again where it is by now. */
  launch(pod: KubeObject, container: ContainerSpec, run: Run, variables: ReadonlyMap<string, string>): void {
    const { world, workloads, records } = this.#parts;
    const { uid, address, volumes } = this.#pod;
    const { name, image } = container;
    const log = new ContainerLog();
    this.#logs.set(run.id, log);
    const context: ContainerContext = {
      clock: world.clock,
      random: Random.of(world.seed, `${uid}/${name}/${records.container(uid, name).restarts}`),
      pod,
      name,
      image,
      args: [...(container.command ?? []), ...(container.args ?? [])].map((each: string) => expand(each, variables)),
      env: Object.fromEntries(variables),
      mounts: volumes.mountsFor(container),
      machine: this.#machine(pod),
      startedAt: run.startedAt,
      address,
      log: (text, at = world.clock.now()) => log.append({ time: at, text }),
      exit: (code, reason = code === 0 ? 'Completed' : 'Error') => this.#end(name, run, code, reason),
    };
    const running = workloads(pod, container).start(context);
    if (records.container(uid, name).run?.end) return;
    this.#live.set(name, this.#watch(pod, container, run, running, log));
  }

  /** The kernel kills the container's process, because its memory limit is used up. */
  outOfMemory(name: string): void {
    const { run } = this.#parts.records.container(this.#pod.uid, name);
    if (!run || run.end) return;
    this.#live.get(name)?.stop();
    this.#end(name, run, KILLED, 'OOMKilled');
  }

  stopAll(): void {
    for (const live of this.#live.values()) live.stop();
    this.#live.clear();
  }

  /** What of the container's life the sandbox leaves out: nothing runs in it. */
  #announce(pod: KubeObject, { name, lifecycle, ...probes }: ContainerSpec): void {
    const remark = this.#parts.events.recorder('sandbox');
    const say = (what: string, effect: string): void =>
      remark(pod, 'Normal', 'NotSimulated', `[sandbox] Not simulated: ${what} of container ${name}; ${effect}`);
    for (const kind of ['startup', 'readiness', 'liveness'] as const)
      if (probes[`${kind}Probe`]?.exec) say(`the ${kind} probe with a command`, 'it always succeeds');
    for (const hook of ['postStart', 'preStop'] as const)
      if (lifecycle?.[hook]) say(`lifecycle.${hook}`, 'it takes no time and does nothing');
  }

  #watch(
    pod: KubeObject,
    container: ContainerSpec,
    run: Run,
    running: RunningContainer,
    log: ContainerLog,
  ): LiveContainer {
    const { clock } = this.#parts.world;
    const { address, record, wake } = this.#pod;
    const { name, startupProbe, readinessProbe, livenessProbe } = container;
    const statuses: { name: string; containerID?: string; started: boolean; ready: boolean }[] = [
      ...(pod.status?.containerStatuses ?? []),
      ...(pod.status?.initContainerStatuses ?? []),
    ];
    const before = statuses.find(({ containerID }) => containerID === `containerd://${run.id}`);
    this.#announce(pod, container);
    return new LiveContainer({
      clock,
      running,
      log,
      startedAt: run.startedAt,
      address,
      ports: portsOf(container),
      probes: {
        ...(startupProbe && { startup: startupProbe }),
        ...(readinessProbe && { readiness: readinessProbe }),
        ...(livenessProbe && { liveness: livenessProbe }),
      },
      ...(before && { before }),
      onChange: wake,
      onUnhealthy: (message) => record(pod, 'Warning', 'Unhealthy', message),
      onFatal: (kind) => this.#kill(pod, name, run, kind),
    });
  }

  #kill(pod: KubeObject, name: string, run: Run, kind: ProbeKind): void {
    this.#pod.record(pod, 'Normal', 'Killing', `Container ${name} failed ${kind} probe, will be restarted`);
    this.#live.get(name)?.stop();
    this.#end(name, run, KILLED, 'Error');
  }

  #end(name: string, run: Run, exitCode: number, reason: RunEnd['reason']): void {
    const { records, world } = this.#parts;
    const { uid, wake } = this.#pod;
    const { run: current, crashes } = records.container(uid, name);
    if (current?.id !== run.id || current.end) return;
    this.#live.get(name)?.stopProbes();
    this.#live.delete(name);
    const log = this.#logs.get(run.id)!;
    log.end();
    const at = world.clock.now();
    records.keepLog(run.id, log.lines.slice(-KEPT_LINES));
    records.changeContainer(uid, name, {
      run: { ...run, end: { at, exitCode, reason } },
      crashes: crashesAfter(crashes, at - run.startedAt),
    });
    wake();
  }

  #machine(pod: KubeObject): ContainerContext['machine'] {
    const labels = this.#parts.store.get('nodes', undefined, pod.spec.nodeName)?.metadata.labels;
    const machineType = labels?.['node.kubernetes.io/instance-type'] ?? '';
    return { machineType, tpuChips: machineTypes.get(machineType)?.tpu?.chips ?? 0 };
  }
}
