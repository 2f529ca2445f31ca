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
  /** What the registry answered at the last failed attempt. */
  readonly refusal?: string;
}

export interface ContainerRecord {
  readonly restarts: number;
  /** Consecutive crashes; determines the next back-off. */
  readonly crashes: number;
  readonly pull?: Pull;
  /** The current run, or the last one. */
  readonly run?: Run;
  readonly previous?: Run;
}

/** The state of a pod that a restarted kubelet needs; the pod's status derives from it. */
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
  /** The pod that is being synced, and its record as changed so far. */
  #open: { readonly uid: string; record: PodRecord | undefined; changed: boolean } | undefined;

  constructor(pods: Collection<PodRecord>, logs: Collection<readonly LogLine[]>) {
    this.#pods = pods;
    this.#logs = logs;
  }

  get(uid: string): PodRecord | undefined {
    return this.#open?.uid === uid ? this.#open.record : this.#pods.get(uid);
  }

  /** Writes all changes of the action together at its end. */
  whole(uid: string, action: () => void): void {
    const open = { uid, record: this.#pods.get(uid), changed: false };
    this.#open = open;
    try {
      action();
    } finally {
      this.#open = undefined;
      if (open.record && open.changed) this.#pods.put(uid, open.record);
    }
  }

  uids(): Iterable<string> {
    return [...this.#pods.keys()];
  }

  change(uid: string, change: Partial<PodRecord>): void {
    this.#put(uid, { ...this.get(uid)!, ...change });
  }

  begin(uid: string, startedAt: number): void {
    this.#put(uid, { startedAt, containers: {} });
  }

  container(uid: string, name: string): ContainerRecord {
    return this.get(uid)?.containers[name] ?? UNSTARTED;
  }

  changeContainer(uid: string, name: string, change: Partial<ContainerRecord>): void {
    const { containers } = this.get(uid)!;
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
    for (const { run, previous } of Object.values(this.get(uid)?.containers ?? {})) {
      this.forgetLog(run);
      this.forgetLog(previous);
    }
    if (this.#open?.uid === uid) this.#open.record = undefined;
    this.#pods.delete(uid);
  }

  #put(uid: string, record: PodRecord): void {
    if (this.#open?.uid === uid) Object.assign(this.#open, { record, changed: true });
    else this.#pods.put(uid, record);
  }
}
