import type { Config } from '../../lib/config/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { perform } from '../../lib/step/actions.ts';
import type { Actions, StepContext } from '../../lib/step/step.ts';
import { MAX_NUM_SEQS } from '../tutorial/names.ts';

/** The Kubernetes autoscaler leaves a metric alone that is nearer to its target than this (--horizontal-pod-autoscaler-tolerance). */
const TOLERANCE = 1.1;

/** What the closed loop of the load makes one replica see. */
export interface ExpectedQueue {
  /** Requests that wait while one replica runs: what its slots do not hold. */
  readonly waiting: number;
  /** Requests that wait (or, when none does, that run) on all replicas together, at least. */
  readonly atLeast: number;
  /** Why the autoscaler will never ask for a second replica; undefined when it will. */
  readonly tooFew: string | undefined;
}

/** Of PARALLEL_PROCESSES requests at a time a replica runs MAX_NUM_SEQS; the others wait. */
export function expectedQueue({ HPA_METRIC, HPA_TARGET, MAX_REPLICAS, PARALLEL_PROCESSES }: Config): ExpectedQueue {
  const waiting = Math.max(0, PARALLEL_PROCESSES - MAX_NUM_SEQS);
  const atLeast = waiting > 0 ? Math.max(0, PARALLEL_PROCESSES - MAX_NUM_SEQS * MAX_REPLICAS) : PARALLEL_PROCESSES - 1;
  const isEnough = MAX_REPLICAS === 1 || HPA_METRIC !== 'queue' || waiting > HPA_TARGET * TOLERANCE;
  const needed = MAX_NUM_SEQS + Math.floor(HPA_TARGET * TOLERANCE) + 1;
  const tooFew = `PARALLEL_PROCESSES=${PARALLEL_PROCESSES} leaves ${waiting} requests waiting at one replica, which runs ${MAX_NUM_SEQS} at a time, and HPA_TARGET is ${HPA_TARGET}: ${needed} loops or more make a second replica come`;
  return { waiting, atLeast, tooFew: isEnough ? undefined : tooFew };
}

/** @throws RunbookError CONFIG_INVALID, before an hour is spent waiting for a replica that will not come */
export function* refuseTooFewRequests({ config }: StepContext): Actions & Generator {
  yield* perform('see whether the load can make a second replica come', undefined, async () => {
    const { tooFew } = expectedQueue(config);
    if (tooFew !== undefined)
      throw new RunbookError('CONFIG_INVALID', 'No second replica will come', { evidence: [tooFew] });
  });
}
