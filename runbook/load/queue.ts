import { TOLERANCE } from '../../lib/calibration/targets.ts';
import type { Config } from '../../lib/config/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { perform } from '../../lib/step/actions.ts';
import type { Actions, StepContext } from '../../lib/step/step.ts';
import { MAX_NUM_SEQS } from '../tutorial/names.ts';

export const ENLARGE = 'Set a larger PARALLEL_PROCESSES or a smaller HPA_TARGET.';

/** The queue that the load produces. */
export interface ExpectedQueue {
  /** Requests that wait while one replica is running. */
  readonly waiting: number;
  /** The minimum of waiting requests on all replicas together; of running requests if none waits. */
  readonly atLeast: number;
  /** Why the autoscaler never adds a second replica; undefined if it does. */
  readonly tooFew: string | undefined;
}

/** A replica runs MAX_NUM_SEQS of the PARALLEL_PROCESSES requests; the others wait. */
export function expectedQueue(config: Config): ExpectedQueue {
  const { HPA_FILE, HPA_METRIC, HPA_TARGET, MAX_REPLICAS, PARALLEL_PROCESSES } = config;
  const waiting = Math.max(0, PARALLEL_PROCESSES - MAX_NUM_SEQS);
  const atLeast = waiting > 0 ? Math.max(0, PARALLEL_PROCESSES - MAX_NUM_SEQS * MAX_REPLICAS) : PARALLEL_PROCESSES - 1;
  // The targets of a file are its own.
  const isEnough =
    MAX_REPLICAS === 1 || HPA_FILE !== undefined || HPA_METRIC !== 'queue' || waiting > HPA_TARGET * TOLERANCE;
  const needed = MAX_NUM_SEQS + Math.floor(HPA_TARGET * TOLERANCE) + 1;
  const tooFew = `PARALLEL_PROCESSES=${PARALLEL_PROCESSES} leaves ${waiting} requests waiting (1 replica runs ${MAX_NUM_SEQS} at a time); with HPA_TARGET=${HPA_TARGET} a second replica needs PARALLEL_PROCESSES=${needed} or more`;
  return { waiting, atLeast, tooFew: isEnough ? undefined : tooFew };
}

/** Fails at once instead of after an hour of waiting. @throws RunbookError CONFIG_INVALID */
export function* refuseTooFewRequests({ config }: StepContext): Actions & Generator {
  yield* perform('check that the load is large enough for a second replica', undefined, async () => {
    const { tooFew } = expectedQueue(config);
    if (tooFew !== undefined)
      throw new RunbookError('CONFIG_INVALID', 'The load is too small for a second replica', {
        evidence: [tooFew],
        remedy: ENLARGE,
      });
  });
}
