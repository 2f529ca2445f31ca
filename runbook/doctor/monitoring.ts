import { breaks, type Hop, passes } from '../../lib/checks/hop.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { list } from '../../lib/kubernetes/objects.ts';
import type { Session } from '../../lib/session/session.ts';
import { duration } from '../../lib/wait/duration.ts';
import { APP_SELECTOR, POD_MONITORING } from '../tutorial/names.ts';

/** The maximum age of a fresh sample: the collectors scrape every 15 s, and a sample arrives within seconds. */
const FRESH_SECONDS = 60;

const APPLY = 'npx tsx runbook/09-pod-monitoring.ts';

export const podMonitoring: Hop = {
  id: 'pod-monitoring',
  about: 'the collectors scrape the pods that PodMonitoring selects',
  examine: async (session) => {
    const { NAMESPACE: namespace } = session.config;
    const of = { resource: 'podmonitoring', name: POD_MONITORING, namespace };
    const [found] = await list(of, session, session.signal);
    if (!found) return breaks(`PodMonitoring ${POD_MONITORING} does not exist`, APPLY);
    const wanted = Object.entries((found.spec.selector?.matchLabels ?? {}) as Record<string, string>);
    const pods = await list({ resource: 'pods', selector: APP_SELECTOR, namespace }, session, session.signal);
    const selected = pods.filter(({ metadata }) => wanted.every(([key, value]) => metadata.labels?.[key] === value));
    const selector = wanted.map(([key, value]) => `${key}=${value}`).join(',');
    if (selected.length === 0) return breaks(`the selector ${selector} matches no pod`, APPLY);
    // GKE sets these only if the target status is enabled.
    const statuses = (found.status?.endpointStatuses ?? []) as readonly EndpointStatus[];
    const errors = statuses.flatMap(({ sampleGroups = [] }) =>
      sampleGroups.flatMap(({ sampleTargets }) => sampleTargets.map(({ lastError }) => lastError ?? '')),
    );
    const bad = errors.filter((error) => error !== '');
    const healthy = statuses.length === 0 || statuses.some((one) => one.activeTargets > (one.unhealthyTargets ?? 0));
    if (healthy) return passes(`${selector} matches ${selected.length} pods`);
    const check = `Check the port and the path of the endpoint: kubectl describe podmonitoring ${POD_MONITORING} -n ${namespace}`;
    return breaks('every scrape target fails', check, bad.slice(0, 3));
  },
};

interface EndpointStatus {
  readonly activeTargets: number;
  readonly unhealthyTargets?: number;
  readonly sampleGroups?: readonly { readonly sampleTargets: readonly { readonly lastError?: string }[] }[];
}

export const series: Hop = {
  id: 'series',
  about: 'Managed Service for Prometheus has fresh samples',
  examine: async (session, metric) => {
    const collectors =
      'Check the collectors: kubectl get pods -n gmp-system; kubectl logs -n gmp-system -l app.kubernetes.io/name=collector';
    const ages = (await samplesOf(metric, session, '10m')).map((at) => (session.target.clock.now() - at) / 1000);
    const youngest = Math.min(...ages);
    if (youngest <= FRESH_SECONDS)
      return passes(`${ages.length} series, the newest sample ${Math.round(youngest)} s old`);
    if (ages.length === 0 && (await samplesOf(metric, session, '24h')).length === 0)
      return breaks(
        'there is no sample in 24 hours; a new metric takes up to 10 minutes',
        `Wait 10 minutes. ${collectors}`,
      );
    const age = Number.isFinite(youngest) ? `${Math.round(youngest)} s` : 'more than 10 minutes';
    return breaks(`the newest sample is ${age} old: the collectors stopped scraping or sending`, collectors);
  },
};

/** When each pod's newest sample was taken (ms), as Cloud Monitoring's own API lists it. */
async function samplesOf(metric: string, session: Session, last: string): Promise<readonly number[]> {
  const { config, metrics, signal, target } = session;
  const now = target.clock.now();
  const labels = Object.entries({
    cluster: config.CLUSTER_NAME,
    ...(config.LEARNER && { namespace: config.NAMESPACE }),
  });
  const conditions = [
    `metric.type = "prometheus.googleapis.com/${metric}/gauge"`,
    ...labels.map(([name, value]) => `resource.labels.${name} = "${value}"`),
  ];
  const filter = conditions.join(' AND ');
  const all = await metrics
    .listTimeSeries({ filter, start: now - duration(last), end: now, signal })
    .catch((error: unknown) => (isUnknown(error) ? [] : Promise.reject(error)));
  return all.flatMap(({ points }) => points.at(-1)?.[0] ?? []);
}

/** A metric that nobody has written yet has no descriptor: the API answers 404. */
function isUnknown(error: unknown): boolean {
  return error instanceof RunbookError && error.evidence.some((line) => line.startsWith('HTTP 404'));
}
