import type { KubernetesObject } from '../../lib/kubernetes/objects.ts';
import { isReady } from '../../lib/kubernetes/pods.ts';
import { metricNames } from '../../lib/metrics/index.ts';
import type { Subject } from './chain.ts';
import { declaredPorts, endpointsOf, mentionedPorts, pathOf, portsOf } from './endpoints.ts';
import { unmet } from './label-selector.ts';
import type { Page } from './page.ts';
import { relabel } from './relabel.ts';

/** A page of a pod that was read. */
export interface Seen {
  readonly pod: string;
  readonly port: number;
  readonly path: string;
  readonly page: Page;
  readonly names: ReadonlySet<string>;
}

export const placeOf = ({ pod, port, path }: Pick<Seen, 'pod' | 'port' | 'path'>): string => `${pod}:${port}${path}`;

/** The pages to look at in one ready pod: those that are scraped, and /metrics of each port that the spec names. */
const MOST_PAGES = 8;

/** A PodMonitoring selects pods of its own namespace, a ClusterPodMonitoring of all namespaces. */
export function selects(monitoring: KubernetesObject, pod: KubernetesObject): boolean {
  const reaches = monitoring.kind !== 'PodMonitoring' || monitoring.metadata.namespace === pod.metadata.namespace;
  return reaches && unmet(monitoring.spec.selector, pod.metadata.labels).length === 0;
}

export function selecting({ monitorings = [], pods }: Subject): readonly KubernetesObject[] {
  return monitorings.filter((monitoring) => pods.some((pod) => selects(monitoring, pod)));
}

export const samplePod = ({ pods }: Subject): KubernetesObject | undefined => pods.find(isReady);

export async function seePages(subject: Subject): Promise<readonly Seen[]> {
  const pod = samplePod(subject);
  if (!pod) return [];
  const scraped = selecting(subject).flatMap((monitoring) =>
    endpointsOf(monitoring).flatMap((endpoint) =>
      portsOf(endpoint, pod).map((port) => ({ port, path: pathOf(endpoint) })),
    ),
  );
  const declared = declaredPorts(pod)
    .filter(({ protocol = 'TCP' }) => protocol === 'TCP')
    .map(({ containerPort }) => containerPort);
  const likely = [...declared, ...mentionedPorts(pod)].map((port) => ({ port, path: '/metrics' }));
  const places = new Map([...scraped, ...likely].map((place) => [`${place.port}${place.path}`, place]));
  return Promise.all([...places.values()].slice(0, MOST_PAGES).map((place) => see(subject, pod, place)));
}

export async function see(
  { page: read }: Subject,
  { metadata: { name: pod } }: KubernetesObject,
  { port, path }: { port: number; path: string },
): Promise<Seen> {
  const page = await read(pod, port, path);
  return { pod, port, path, page, names: page.status === 200 ? metricNames(page.text) : new Set() };
}

/** Whether a page has the series; a histogram or summary is there under other names. */
export function exposes({ names }: Seen, series: string): boolean {
  return names.has(series) || names.has(`${series}_count`);
}

/** The page's name of the metric; `metricRelabeling` may have renamed the series that the autoscaler reads. */
export function nameOnPage(subject: Subject, seen: Seen): string | undefined {
  const series = subject.metric.series!.name;
  if (exposes(seen, series)) return series;
  const rules = selecting(subject).flatMap((one) =>
    endpointsOf(one).map(({ metricRelabeling = [] }) => metricRelabeling),
  );
  return [...seen.names].find((name) => rules.some((each) => relabel({ __name__: name }, each)?.__name__ === series));
}

/** The lines of the series on the page: labels and value. */
export function samplesOn(
  { page }: Seen,
  series: string,
): readonly { labels: Record<string, string>; value: string }[] {
  return page.text
    .split('\n')
    .filter((line) => line.startsWith(`${series}{`) || line.startsWith(`${series} `))
    .map((line) => {
      const labels = [...line.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)].map(([, name, value]) => [
        name!,
        value!,
      ]);
      return {
        labels: Object.fromEntries(labels),
        value: line.slice(line.lastIndexOf('}') + 1 || series.length).trim(),
      };
    });
}
