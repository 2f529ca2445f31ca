/** The class at a moment, as the hub knows it. Times are ISO 8601, wall time. */
export interface ClassState {
  readonly startedAt: string;
  readonly learners: readonly LearnerState[];
  /** Newest last. */
  readonly messages: readonly { readonly at: string; readonly text: string }[];
}

export interface LearnerState {
  readonly name: string;
  readonly where: 'server' | 'laptop';
  readonly state: 'running' | 'starting' | 'stopped' | 'lost';
  readonly step?: string | undefined;
  readonly title?: string | undefined;
  readonly waitsFor?: string | undefined;
  /** Steps that are done, of all. */
  readonly done: number;
  readonly of: number;
  /** The last progress. */
  readonly since: string;
  readonly stuck: boolean;
  readonly drill?: LearnerDrill | undefined;
  readonly score: number;
  readonly scoreOf: number;
  readonly lastSeen: string;
  /** The faults that are on in the learner's sandbox. */
  readonly faults?: readonly FaultOn[] | undefined;
  /** Why the learner's sandbox refused the last order. */
  readonly refusal?: string | undefined;
}

export interface FaultOn {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string | number>>;
}

/** A fault of the sandbox's catalogue. */
export interface FaultKind {
  readonly name: string;
  readonly strikes: string;
  /** The meaning of each parameter. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface LearnerDrill {
  readonly id: string;
  readonly points: number;
  readonly of: number;
  readonly hints: number;
  readonly since: string;
}

/** An order to all learners, or to some. */
export type Order =
  | { readonly kind: 'message'; readonly text: string }
  | {
      readonly kind: 'fault';
      readonly name: string;
      readonly parameters?: Readonly<Record<string, string | number>>;
      readonly learners?: readonly string[];
    }
  | { readonly kind: 'fault-end'; readonly name: string; readonly learners?: readonly string[] };
