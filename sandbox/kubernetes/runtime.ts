import type { Duplex } from 'node:stream';
import type { Clock } from '../core/clock.ts';
import type { ApiReply, ApiRequest } from '../core/http.ts';
import type { Random } from '../core/random.ts';
import type { KubeObject } from './object.ts';

/** A program that a container image stands for; `workloads/` has a table from image to workload. */
export interface Workload {
  /** Start it (or, after the sandbox was restarted, take it up again: `startedAt` is then in the past). */
  start(container: ContainerContext): RunningContainer;
}

/** What the kubelet gives a container. */
export interface ContainerContext {
  readonly clock: Clock;
  /** Seeded by the pod's uid, the container's name and its restart count. */
  readonly random: Random;
  readonly pod: KubeObject;
  readonly name: string;
  readonly image: string;
  /** The command and arguments, `$(VAR)` expanded. */
  readonly args: readonly string[];
  /** The environment with secrets, config maps and service variables resolved. */
  readonly env: Readonly<Record<string, string>>;
  /** Mounted volumes by mount path. */
  readonly mounts: Readonly<Record<string, Mount>>;
  /** What the pod's node has: its machine type, and the chips that its kubelet offers. */
  readonly machine: { readonly machineType: string; readonly tpuChips: number };
  /** Simulated ms since the epoch at which this run of the container started. */
  readonly startedAt: number;
  /** A loopback address of the pod's own, on which a server may listen; the status.podIP. */
  readonly address: string;
  /** One line of the container's output, stamped with the clock (or with `at`, when a run is taken up again). */
  log(line: string, at?: number): void;
  /** The main process ended. The kubelet restarts it with back-off. */
  exit(code: number, reason?: 'Error' | 'Completed' | 'OOMKilled'): void;
}

/** A mounted volume. Files are names and sizes; nothing is stored but that. */
export interface Mount {
  readonly kind: 'bucket' | 'memory' | 'empty' | 'secret';
  /** Set for a bucket mount. */
  readonly bucket?: string;
  readonly readOnly: boolean;
  exists(path: string): boolean;
  list(prefix: string): readonly { readonly path: string; readonly size: number; readonly createdAt: number }[];
  /** Reads a whole file, which Cloud Storage FUSE may keep in its cache. @throws MountError ENOTCONN when its process has ended */
  read?(path: string): void;
  /** @throws MountError EACCES when the pod's identity may not write (now). */
  write(path: string, size: number): void;
}

export class MountError extends Error {
  readonly code: 'EACCES' | 'EROFS' | 'ENOTCONN';
  constructor(code: MountError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** A container that runs. Every method must return at once. */
export interface RunningContainer {
  /** Whether the port accepts connections now (tcpSocket probes, balancers). */
  listens(port: number): boolean;
  /** Take over an accepted TCP connection: the L4 balancer's and port-forward's way in. */
  accept?(port: number, socket: Duplex): void;
  /** An HTTP exchange without a socket: httpGet probes, scrapes, the API server's aggregation. */
  request?(
    port: number,
    request: Pick<ApiRequest, 'method' | 'path' | 'query' | 'headers' | 'body'>,
  ): ApiReply | Promise<ApiReply>;
  /** For the metrics API; averages of the last minute. */
  usage?(): { readonly cpuMillicores: number; readonly memoryBytes: number };
  /** End at once; no log line, no exit call after this. */
  stop(): void;
}

export interface LogLine {
  /** Simulated ms since the epoch. */
  readonly time: number;
  readonly text: string;
}

/** What the API server, the balancers and the collectors ask of the kubelets. */
export interface PodRuntime {
  /** Lines so far, and a feed of the coming ones; undefined when there is no such container or run. */
  logs(podUid: string, container: string, options?: { previous?: boolean }): PodLog | undefined;
  /** The containers that run now, by name. */
  running(podUid: string): ReadonlyMap<string, RunningContainer>;
  /** The running container of the pod that listens on the port. */
  listener(podUid: string, port: number): RunningContainer | undefined;
}

export interface PodLog {
  readonly lines: readonly LogLine[];
  /** Called for each new line, then once with undefined when the container ended. */
  subscribe(listener: (line: LogLine | undefined) => void): () => void;
}
