import type { KubeObject } from '../../object.ts';
import { parseTime, timestamp } from '../../time.ts';
import { conditionOf } from '../conditions.ts';
import type { ControlPlane } from '../context.ts';
import { type Controller, itself, ownerOfKind, splitKey } from '../controller.ts';
import { controllerReference, isControlledBy } from '../pods.ts';
import { nextTime, parseSchedule, type Schedule } from './schedule.ts';

const MINUTE = 60_000;

/**
 * Creates a Job at each time of the schedule, in UTC, after cronjob_controllerv2.go upstream: of several missed times
 * only the last counts, and none that is longer ago than startingDeadlineSeconds. Time zones and history limits are not
 * simulated.
 */
export function cronJobController(plane: ControlPlane): Controller {
  const { store, world } = plane;
  const record = plane.events.recorder('cronjob-controller');

  function activeOf(cronJob: KubeObject): KubeObject[] {
    const jobs = store.list('jobs', { namespace: cronJob.metadata.namespace });
    return jobs.filter(
      (job) => isControlledBy(job, cronJob) && !(conditionOf(job, 'Complete') ?? conditionOf(job, 'Failed')),
    );
  }

  function create(cronJob: KubeObject, due: number): void {
    const { metadata, spec } = cronJob;
    const { metadata: given = {}, spec: jobSpec } = spec.jobTemplate;
    const name = `${metadata.name}-${Math.floor(due / MINUTE)}`;
    if (store.get('jobs', metadata.namespace, name)) return;
    store.create('jobs', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { ...given, name, namespace: metadata.namespace!, ownerReferences: [controllerReference(cronJob)] },
      spec: structuredClone(jobSpec),
    });
    record(cronJob, 'Normal', 'SuccessfulCreate', `Created job ${name}`);
  }

  return {
    name: 'cronjob',
    watches: { cronjobs: itself, jobs: ownerOfKind('CronJob') },
    reconcile(key, requeueAfter) {
      const cronJob = store.get('cronjobs', ...splitKey(key));
      const schedule = cronJob && parseSchedule(cronJob.spec.schedule);
      if (!schedule || cronJob.metadata.deletionTimestamp !== undefined || cronJob.spec.suspend) return;
      const now = world.clock.now();
      const since = parseTime(cronJob.status?.lastScheduleTime ?? cronJob.metadata.creationTimestamp);
      const due = lastTime(schedule, since, now);
      const late = (cronJob.spec.startingDeadlineSeconds ?? Number.POSITIVE_INFINITY) * 1000;
      const forbidden = cronJob.spec.concurrencyPolicy === 'Forbid' && activeOf(cronJob).length > 0;
      if (due !== undefined && now - due <= late && !forbidden) create(cronJob, due);
      const active = activeOf(cronJob).map(({ apiVersion, kind, metadata: { namespace, name, uid } }) => ({
        ...{ apiVersion, kind, namespace, name, uid },
      }));
      store.modify('cronjobs', ...splitKey(key), (draft) => {
        const started = due !== undefined && !forbidden && { lastScheduleTime: timestamp(due) };
        const { active: _, ...status } = draft.status ?? {};
        draft.status = { ...status, ...started, ...(active.length > 0 && { active }) };
      });
      const next = nextTime(schedule, now);
      if (next !== undefined) requeueAfter(next - now);
    },
  };
}

/** The last moment of the schedule after `since` that has come. */
function lastTime(schedule: Schedule, since: number, now: number): number | undefined {
  let last: number | undefined;
  for (let at = nextTime(schedule, since); at !== undefined && at <= now; at = nextTime(schedule, at)) last = at;
  return last;
}
