import type { KubeObject } from '../../object.ts';
import { parseTime, timestamp } from '../../time.ts';
import { conditionOf } from '../conditions.ts';
import type { ControlPlane } from '../context.ts';
import { type Controller, itself, ownerOfKind, splitKey } from '../controller.ts';
import { createPod, hasEnded, isControlledBy, isReady } from '../pods.ts';
import { judge } from './failure-policy.ts';
import { completedIndexes, intervals, isIndexed, openIndexes, templateOf } from './indexes.ts';
import { nextPodAt } from './pod-backoff.ts';
import { type Counts, jobStatus, verdictOf } from './status.ts';

/** Runs pods until as many as the job asks for have succeeded. */
export function jobController(plane: ControlPlane): Controller {
  const { store, world } = plane;
  const record = plane.events.recorder('job-controller');

  const podsOf = (job: KubeObject): KubeObject[] =>
    store.list('pods', { namespace: job.metadata.namespace }).filter((pod) => isControlledBy(pod, job));

  function countsOf(job: KubeObject): Counts & { active: KubeObject[] } {
    const pods = podsOf(job);
    const ended = (phase: string): KubeObject[] => pods.filter(({ status }) => status?.phase === phase);
    const judgements = ended('Failed').map((pod) => judge(job, pod));
    const active = pods.filter((pod) => !hasEnded(pod) && pod.metadata.deletionTimestamp === undefined);
    const indexes = isIndexed(job) ? completedIndexes(pods) : undefined;
    return {
      active,
      succeeded: indexes?.length ?? ended('Succeeded').length,
      failed: judgements.filter(({ action }) => action !== 'Ignore').length,
      fatal: judgements.find(({ action }) => action === 'FailJob')?.message,
      ready: active.filter(isReady).length,
      ...(indexes && { completedIndexes: intervals(indexes) }),
    };
  }

  function createMissing(job: KubeObject, { active, succeeded }: ReturnType<typeof countsOf>): void {
    const { parallelism = 1, completions = parallelism } = job.spec;
    const wanted = Math.min(parallelism, completions - succeeded);
    const labels = { 'batch.kubernetes.io/controller-uid': job.metadata.uid, 'controller-uid': job.metadata.uid };
    const indexes = isIndexed(job) ? openIndexes(job, podsOf(job)) : [];
    for (let i = active.length; i < wanted; i++) {
      const index = indexes.shift();
      const pod =
        index === undefined
          ? createPod(plane, job, job.spec.template, { labels })
          : createPod(plane, job, templateOf(job, index), { labels, stem: `${job.metadata.name}-${index}` });
      record(job, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
    }
  }

  function stopActive(job: KubeObject, active: readonly KubeObject[]): void {
    for (const { metadata } of active) {
      store.delete('pods', metadata.namespace, metadata.name);
      record(job, 'Normal', 'SuccessfulDelete', `Deleted pod: ${metadata.name}`);
    }
  }

  /** @returns when a finished job is to be deleted (simulated ms since the epoch) */
  function expiry({ spec, status }: KubeObject): number | undefined {
    if (spec.ttlSecondsAfterFinished === undefined) return undefined;
    const finished = (status?.conditions ?? []).find(
      (each: { type: string }) => each.type === 'Complete' || each.type === 'Failed',
    );
    return finished && parseTime(finished.lastTransitionTime) + spec.ttlSecondsAfterFinished * 1000;
  }

  return {
    name: 'job',
    watches: { jobs: itself, pods: ownerOfKind('Job') },
    reconcile(key, requeueAfter) {
      const job = store.get('jobs', ...splitKey(key));
      if (!job || job.metadata.deletionTimestamp !== undefined) return;
      const now = world.clock.now();
      if (conditionOf(job, 'Complete') ?? conditionOf(job, 'Failed')) {
        const due = expiry(job);
        if (due === undefined) return;
        if (due > now) requeueAfter(due - now);
        else store.delete('jobs', ...splitKey(key));
        return;
      }
      const startTime = job.status?.startTime ?? timestamp(now);
      const verdict = verdictOf(job, countsOf(job), parseTime(startTime), now);
      if (verdict?.type === 'Failed') stopActive(job, countsOf(job).active);
      const due = nextPodAt(podsOf(job));
      if (!verdict && due > now) requeueAfter(due - now);
      else if (!verdict && !job.spec.suspend) createMissing(job, countsOf(job));
      store.modify('jobs', ...splitKey(key), (draft) => {
        draft.status = jobStatus(job, countsOf(job), verdict, startTime, now);
      });
      if (verdict) record(job, verdict.type === 'Failed' ? 'Warning' : 'Normal', verdict.event, verdict.message);
      const deadline = job.spec.activeDeadlineSeconds;
      if (!verdict && deadline !== undefined) requeueAfter(parseTime(startTime) + deadline * 1000 - now);
    },
  };
}
