import type { KubeObject } from '../../object.ts';
import { timestamp } from '../../time.ts';
import { type Condition, withCondition } from '../conditions.ts';

export interface Counts {
  readonly active: readonly KubeObject[];
  readonly succeeded: number;
  readonly failed: number;
  /** Why the podFailurePolicy fails the job. */
  readonly fatal?: string | undefined;
  readonly ready: number;
  /** Of an Indexed job: `0-2,5`. */
  readonly completedIndexes?: string;
}

/** How a job ended. */
export interface Verdict {
  readonly type: 'Complete' | 'Failed';
  /** Of the condition. */
  readonly reason: string;
  /** Of the event. */
  readonly event: string;
  readonly message: string;
}

/** @returns undefined while the job is running */
export function verdictOf(
  job: KubeObject,
  { succeeded, failed, fatal, active }: Counts,
  startedAt: number,
  now: number,
): Verdict | undefined {
  const { completions = job.spec.parallelism ?? 1, backoffLimit = 6, activeDeadlineSeconds } = job.spec;
  if (succeeded >= completions) {
    return { type: 'Complete', reason: 'CompletionsReached', event: 'Completed', message: 'Job completed' };
  }
  if (fatal !== undefined) {
    return { type: 'Failed', reason: 'PodFailurePolicy', event: 'PodFailurePolicy', message: fatal };
  }
  if (failed + restartsOf(active) > backoffLimit) {
    const message = 'Job has reached the specified backoff limit';
    return { type: 'Failed', reason: 'BackoffLimitExceeded', event: 'BackoffLimitExceeded', message };
  }
  if (activeDeadlineSeconds === undefined || now < startedAt + activeDeadlineSeconds * 1000) return undefined;
  const message = 'Job was active longer than specified deadline';
  return { type: 'Failed', reason: 'DeadlineExceeded', event: 'DeadlineExceeded', message };
}

/** With restartPolicy OnFailure it is the restarts that count. */
function restartsOf(pods: readonly KubeObject[]): number {
  const statuses: { restartCount: number }[] = pods.flatMap(({ status }) => status?.containerStatuses ?? []);
  return statuses.reduce((sum, { restartCount }) => sum + restartCount, 0);
}

export function jobStatus(
  job: KubeObject,
  { active, succeeded, failed, ready, completedIndexes }: Counts,
  verdict: Verdict | undefined,
  startTime: string,
  now: number,
): KubeObject['status'] {
  let conditions: Condition[] = job.status?.conditions ?? [];
  if (verdict) {
    const { reason } = verdict;
    const message = verdict.type === 'Complete' ? 'Reached expected number of succeeded pods' : verdict.message;
    const criteria = verdict.type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
    for (const type of [criteria, verdict.type]) {
      conditions = withCondition(conditions, { type, status: 'True', reason, message }, now);
    }
  }
  return {
    ...(active.length > 0 && { active: active.length }),
    ...(succeeded > 0 && { succeeded }),
    ...(failed > 0 && { failed }),
    ...(completedIndexes && { completedIndexes }),
    ...(verdict?.type === 'Complete' && { completionTime: timestamp(now) }),
    ...(conditions.length > 0 && { conditions }),
    ready,
    startTime,
    terminating: 0,
    uncountedTerminatedPods: {},
  };
}
