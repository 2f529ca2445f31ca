import type { Collection } from '../../core/database.ts';
import type { LogLine } from '../runtime.ts';

/** How a run of a container ended. */
export interface RunEnd {
  /** Simulated ms since the epoch. */
  readonly at: number;
  readonly exitCode: number;
  readonly reason: 'Error' | 'Completed' | 'OOMKilled';
}

/** One run of a container, from its start to its end. */
export interface Run {
  readonly id: string;
  /** Simulated ms since the epoch. */
  readonly startedAt: number;
  readonly end?: RunEnd;
}

/** The pull of a container's image. */
export interface Pull {
  /** Simulated ms since the epoch at which the latest attempt began. */
  readonly since: number;
  /** Attempts in a row that failed. */
  readonly failures: number;
  readonly failedAt?: number;
}

export interface ContainerRecord {
  readonly restarts: number;
  /** Crashes in a row that the next back-off is reckoned from. */
  readonly crashes: number;
  readonly pull?: Pull;
  /** The run that goes on, or the last one. */
  readonly run?: Run;
  readonly previous?: Run;
}

/** What a kubelet must know of a pod after it was restarted itself; the pod's status follows from it. */
export interface PodRecord {
  /** Simulated ms since the epoch at which the kubelet took the pod up. */
  readonly startedAt: number;
  /** When all its volumes were mounted. */
  readonly mountedAt?: number;
  readonly containers: Readonly<Record<string, ContainerRecord>>;
}

const UNSTARTED: ContainerRecord = { restarts: 0, crashes: 0 };

/** The records of a cluster's pods by uid, and the output of their containers' ended runs. */
export class PodRecords {
  readonly #pods: Collection<PodRecord>;
  readonly #logs: Collection<readonly LogLine[]>;

  constructor(pods: Collection<PodRecord>, logs: Collection<readonly LogLine[]>) {
    this.#pods = pods;
    this.#logs = logs;
  }

  get(uid: string): PodRecord | undefined {
    return this.#pods.get(uid);
  }

  uids(): Iterable<string> {
    return [...this.#pods.keys()];
  }

  change(uid: string, change: Partial<PodRecord>): void {
    this.#pods.put(uid, { ...this.#pods.get(uid)!, ...change });
  }

  begin(uid: string, startedAt: number): void {
    this.#pods.put(uid, { startedAt, containers: {} });
  }

  container(uid: string, name: string): ContainerRecord {
    return this.#pods.get(uid)?.containers[name] ?? UNSTARTED;
  }

  changeContainer(uid: string, name: string, change: Partial<ContainerRecord>): void {
    const { containers } = this.#pods.get(uid)!;
    const changed = { ...(containers[name] ?? UNSTARTED), ...change };
    this.change(uid, { containers: { ...containers, [name]: changed } });
  }

  keepLog(runId: string, lines: readonly LogLine[]): void {
    this.#logs.put(runId, lines);
  }

  log(run: Run | undefined): readonly LogLine[] | undefined {
    return run && this.#logs.get(run.id);
  }

  forgetLog(run: Run | undefined): void {
    if (run) this.#logs.delete(run.id);
  }

  forget(uid: string): void {
    for (const { run, previous } of Object.values(this.#pods.get(uid)?.containers ?? {})) {
      this.forgetLog(run);
      this.forgetLog(previous);
    }
    this.#pods.delete(uid);
  }
}
