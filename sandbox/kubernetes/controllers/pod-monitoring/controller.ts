import type { KubeObject } from '../../object.ts';
import { same } from '../../store/json.ts';
import { formatLabelSelector } from '../../store/selectors.ts';
import type { ControlPlane } from '../context.ts';
import { type Controller, itself, keyOf, splitKey } from '../controller.ts';
import { operatorIsDown } from '../managed-prometheus/operator.ts';
import { ScrapeJob } from './scrape-job.ts';
import { statusOf } from './status.ts';

/** How often the state of the targets is gathered (ms). */
const STATUS_PERIOD = 10_000;

/**
 * Google Managed Prometheus: its operator, which turns PodMonitorings into scrape configurations and reports their
 * state, and its collectors, which scrape the targets. Unlike on GKE, the targets' state is always reported (there it
 * wants `features.targetStatus.enabled` in the OperatorConfig), because it tells a learner why a metric is missing.
 */
export function podMonitoring(
  plane: Pick<ControlPlane, 'world' | 'store' | 'cloud' | 'runtime' | 'monitoring'>,
): Controller {
  const { store, cloud, runtime, monitoring, world } = plane;
  const { clock, faults } = world;
  const jobs = new Map<string, ScrapeJob>();

  const jobOf = (key: string, object: KubeObject): ScrapeJob => {
    const known = jobs.get(key);
    if (known && same(known.spec, object.spec)) return known;
    known?.stop();
    const job = new ScrapeJob(object, { clock, faults, runtime, monitoring });
    if (job.error !== undefined) world.log(`podmonitoring ${key}: ${job.error}`);
    jobs.set(key, job);
    return job;
  };

  return {
    name: 'pod-monitoring',
    watches: {
      podmonitorings: itself,
      pods: ({ metadata: { namespace } }) => store.list('podmonitorings', { namespace }).map(keyOf),
    },
    reconcile(key, requeueAfter) {
      const object = store.get('podmonitorings', ...splitKey(key));
      if (!object || !cloud.addon('managedPrometheus')) {
        jobs.get(key)?.stop();
        jobs.delete(key);
        return;
      }
      // What the operator has configured goes on without it.
      if (operatorIsDown(store, world) && !jobs.has(key)) {
        requeueAfter(STATUS_PERIOD);
        return;
      }
      const job = jobOf(key, object);
      const { namespace, name } = object.metadata;
      const labelSelector = formatLabelSelector(object.spec.selector);
      job.discover(store.list('pods', { namespace, labelSelector }), cloud);
      const status = statusOf(object, job, clock.now());
      store.modify('podmonitorings', namespace, name, (draft) => {
        draft.status = status;
      });
      requeueAfter(STATUS_PERIOD);
    },
  };
}
