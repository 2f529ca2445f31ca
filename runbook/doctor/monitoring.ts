import { breaks, type Hop, passes } from '../../lib/checks/hop.ts';
import { list } from '../../lib/kubernetes/objects.ts';
import { select } from '../metrics/queries.ts';
import { APP_SELECTOR, POD_MONITORING } from '../tutorial/names.ts';

/** A scrape every 15 s and some seconds to arrive: what is older is not coming any more. */
const FRESH_SECONDS = 60;

export const podMonitoring: Hop = {
  id: 'pod-monitoring',
  about: 'PodMonitoring selects the pods, and they are scraped',
  examine: async (session) => {
    const { NAMESPACE: namespace } = session.config;
    const of = { resource: 'podmonitoring', name: POD_MONITORING, namespace };
    const [found] = await list(of, session, session.signal);
    if (!found) return breaks(`there is no PodMonitoring ${POD_MONITORING}`, 'Run 09-pod-monitoring');
    const wanted = Object.entries((found.spec.selector?.matchLabels ?? {}) as Record<string, string>);
    const pods = await list({ resource: 'pods', selector: APP_SELECTOR, namespace }, session, session.signal);
    const selected = pods.filter(({ metadata }) => wanted.every(([key, value]) => metadata.labels?.[key] === value));
    const selector = wanted.map(([key, value]) => `${key}=${value}`).join(',');
    if (selected.length === 0) return breaks(`its selector ${selector} selects no pod`, 'Run 09-pod-monitoring again');
    // GKE fills these in only where the target status is switched on.
    const statuses = (found.status?.endpointStatuses ?? []) as readonly EndpointStatus[];
    const errors = statuses.flatMap(({ sampleGroups = [] }) =>
      sampleGroups.flatMap(({ sampleTargets }) => sampleTargets.map(({ lastError }) => lastError ?? '')),
    );
    const bad = errors.filter((error) => error !== '');
    const healthy = statuses.length === 0 || statuses.some((one) => one.activeTargets > (one.unhealthyTargets ?? 0));
    if (healthy) return passes(`${selector} selects ${selected.length} pods`);
    return breaks('no target of it can be scraped', 'Check the port and the path of its endpoint', bad.slice(0, 3));
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
  examine: async ({ config, metrics, signal }, metric) => {
    const query = select(metric, config);
    const mend =
      'Look at the collectors: kubectl get pods -n gmp-system, kubectl logs -n gmp-system -l app.kubernetes.io/name=collector';
    const ages = await metrics.query(`time() - timestamp(${query})`, { signal });
    const youngest = Math.min(...ages.map(({ points }) => points.at(-1)?.[1] ?? Number.POSITIVE_INFINITY));
    if (youngest <= FRESH_SECONDS)
      return passes(`${ages.length} series, the newest sample ${Math.round(youngest)} s old`);
    const ever = await metrics.query(`count(last_over_time(${query}[24h]))`, { signal });
    if (ever.length === 0)
      return breaks('it has never had a sample: a new metric takes up to ten minutes', `Wait. Then: ${mend}`);
    const age = Number.isFinite(youngest) ? `${Math.round(youngest)} s` : 'more than five minutes';
    return breaks(`its newest sample is ${age} old: the collectors have stopped scraping or sending`, mend);
  },
};
