import type { Report } from '../load.ts';

/** What a report tells of a load: a load's `Report` without the state of its connections. Times are seconds of the target's time. */
export type Result = Omit<Report, 'connections' | 'ended' | 'coalesced' | 'inFlight' | 'client'> & {
  readonly client: Pick<Report['client'], 'doubts' | 'bottleneck'>;
};

/** The requests that a replica of the server ended during the load. */
export interface ReplicaCount {
  readonly pod: string;
  readonly requests: number;
}

/** What was asked for, and of whom, for the head of a report. */
export interface Setup {
  readonly url: string;
  readonly model: string;
  readonly chat: boolean;
  readonly stream: boolean;
  /** `64 users`, `2 requests/s (poisson)` */
  readonly traffic: string;
  /** Requests a second; undefined where the rate is not one number. */
  readonly rate?: number | undefined;
  readonly burstiness?: number | undefined;
  /** Of closed traffic. */
  readonly users?: number | undefined;
  readonly seed: number;
  readonly slo?: string | undefined;
  /** Undefined when not known. */
  readonly replicas?: readonly ReplicaCount[] | undefined;
}

/** A part of the load's time. */
export interface Interval {
  /** Seconds after the start, at the end of the interval. */
  readonly at: number;
  readonly seconds: number;
  readonly completed: number;
  readonly tokens: number;
  readonly failed: number;
  /** At the end of the interval. */
  readonly inFlight: number;
}

/** Requests without an answer. */
export function failedOf({ errors }: Pick<Result, 'errors'>): number {
  return Object.values(errors).reduce((sum, count) => sum + count, 0);
}

/** The latencies of a report, with the names of `vllm bench serve`. */
export const LATENCIES = [
  { key: 'ttft', of: 'timeToFirstToken', title: 'Time to first token', short: 'TTFT' },
  { key: 'tpot', of: 'perToken', title: 'Time per output token', short: 'TPOT' },
  { key: 'itl', of: 'interToken', title: 'Inter-token latency', short: 'ITL' },
  { key: 'e2el', of: 'latency', title: 'End-to-end latency', short: 'E2EL' },
  { key: 'client_queue_time', of: 'clientQueue', title: 'Client queue time', short: 'queue' },
  {
    key: 'e2el_including_client_queue',
    of: 'fromSchedule',
    title: 'End-to-end latency including client queue time',
    short: 'E2EL+queue',
  },
] as const satisfies readonly { key: string; of: keyof Result; title: string; short: string }[];
