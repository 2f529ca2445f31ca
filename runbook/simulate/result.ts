/** A line of the simulation's answer: one run. `sandbox/simulate` writes it. */
export interface Simulated {
  readonly name: string;
  /** The autoscaler's first target, where it was swept. */
  readonly target?: number;
  readonly summary: Summary;
  readonly moments: readonly Moment[];
}

/** What an autoscaler achieved, and what it cost. */
export interface Summary {
  readonly offered: number;
  readonly answered: number;
  readonly lost: number;
  /** Requests within the limits, as a share of those offered. */
  readonly attainment: number;
  /** Time to the first token (s). */
  readonly ttft: { readonly p50: number; readonly p95: number; readonly p99: number };
  readonly mostReplicas: number;
  readonly nodeHours: number;
  readonly dollars: number;
  /** Changes of the number of replicas, and scale-ins that were taken back within ten minutes. */
  readonly changes: number;
  readonly flaps: number;
}

/** The state at one moment. */
export interface Moment {
  /** Ms after the start. */
  readonly at: number;
  /** Replicas that were ordered, and that are ready. */
  readonly desired: number;
  readonly ready: number;
  readonly waiting: number;
  readonly running: number;
}
