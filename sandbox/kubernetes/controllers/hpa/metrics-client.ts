import type { CrossVersionObjectReference, MetricIdentifier } from 'kubernetes-types/autoscaling/v2.d.ts';
import type { ApiReply } from '../../../core/http.ts';
import type { ObjectStore } from '../../object.ts';
import { milliValue } from '../../resources/quantity.ts';
import { formatLabelSelector } from '../../store/selectors.ts';
import type { PodMetric, PodMetrics } from './pods.ts';

/** How the controller reaches the metrics APIs. */
export interface MetricsSource {
  readonly store: Pick<ObjectStore, 'list'>;
  request(method: string, path: string): Promise<ApiReply>;
  /** Whether the cluster collects the metrics of resources. */
  collectsResources(): boolean;
}

/** A list of metrics, or a `Status`. */
interface Answer {
  readonly kind?: string;
  readonly message?: string;
  // biome-ignore lint/suspicious/noExplicitAny: MetricValue, ExternalMetricValue or PodMetrics
  readonly items?: any[];
}

/** What client-go says of a refusal that is not a `Status` object. */
const GENERIC_MESSAGE: Readonly<Record<number, string>> = {
  401: 'the server has asked for the client to provide credentials',
  403: 'forbidden',
  404: 'the server could not find the requested resource',
  503: 'the server is currently unable to handle the request',
  504: 'the server was unable to return a response in the time allotted, but may still be processing the request',
};

/** Metrics without a window of their own are taken for averages of a minute (upstream's metricServerDefaultMetricWindow). */
const DEFAULT_WINDOW = 60_000;

/** The three metrics APIs as kube-controller-manager asks them. Every failure is an Error with upstream's text. */
export class MetricsClient {
  readonly #source: MetricsSource;

  constructor(source: MetricsSource) {
    this.#source = source;
  }

  /** The custom metric of every pod that the selector matches. */
  async pods(namespace: string, metric: MetricIdentifier, selector: string): Promise<PodMetrics> {
    const items = await this.#custom(namespace, ['pods', '*', metric.name], metric, selector);
    if (items.length === 0) throw new Error('no metrics returned from custom metrics API');
    return new Map(
      items.map(({ describedObject, timestamp, windowSeconds, value }): [string, PodMetric] => [
        describedObject.name,
        {
          value: milliValue(value),
          timestamp: Date.parse(timestamp),
          window: windowSeconds === undefined ? DEFAULT_WINDOW : windowSeconds * 1000,
        },
      ]),
    );
  }

  /** The custom metric of one object, in milli-units. */
  async object(namespace: string, metric: MetricIdentifier, object: CrossVersionObjectReference): Promise<number> {
    const path = object.kind === 'Namespace' ? ['metrics'] : [plural(object), object.name];
    const items = await this.#custom(namespace, [...path, metric.name], metric);
    if (items.length !== 1) {
      throw new Error(
        `unable to fetch metrics from custom metrics API: the custom metrics API server returned ${items.length} results when we asked for exactly one`,
      );
    }
    return milliValue(items[0].value);
  }

  /** All values of an external metric, in milli-units. */
  async external(namespace: string, metric: MetricIdentifier): Promise<number[]> {
    const path = `/apis/external.metrics.k8s.io/v1beta1/namespaces/${namespace}/${encodeURIComponent(metric.name)}`;
    const query = { labelSelector: formatLabelSelector(metric.selector) };
    const items = await this.#items('external', path, query, `${metric.name}.external.metrics.k8s.io`);
    if (items.length === 0) throw new Error('no metrics returned from external metrics API');
    return items.map(({ value }) => milliValue(value));
  }

  /** The usage of a resource by pods, or by one container of each. Pods without a figure are left out. */
  async resource(namespace: string, resource: string, selector: string, container?: string): Promise<PodMetrics> {
    const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods`;
    const items = !this.#source.collectsResources()
      ? []
      : await this.#items('resource', path, { labelSelector: selector }, 'pods.metrics.k8s.io');
    if (items.length === 0) throw new Error('no metrics returned from resource metrics API');
    const metrics = new Map<string, PodMetric>();
    for (const { metadata, timestamp, window, containers } of items) {
      // biome-ignore lint/suspicious/noExplicitAny: a PodMetrics object from the wire
      const chosen = containers.filter(({ name }: any) => container === undefined || name === container);
      if (container !== undefined && chosen.length === 0) {
        throw new Error(
          `failed to get container metrics: container ${container} not present in metrics for pod ${namespace}/${metadata.name}`,
        );
      }
      // biome-ignore lint/suspicious/noExplicitAny: a PodMetrics object from the wire
      const usages: (string | undefined)[] = chosen.map(({ usage }: any) => usage[resource]);
      if (usages.length === 0 || usages.includes(undefined)) continue;
      const value = usages.reduce((sum, usage) => sum + milliValue(usage!), 0);
      metrics.set(metadata.name, { value, timestamp: Date.parse(timestamp), window: Number.parseFloat(window) * 1000 });
    }
    return metrics;
  }

  async #custom(namespace: string, path: readonly string[], metric: MetricIdentifier, selector = '') {
    const version = this.#customVersion();
    const segments = path.map(encodeURIComponent).join('/');
    const query = { labelSelector: selector, metricLabelSelector: formatLabelSelector(metric.selector) };
    const what = `${path[0]}.custom.metrics.k8s.io${path.length === 3 ? ` ${path[1]}` : ''}`;
    return this.#items(
      'custom',
      `/apis/custom.metrics.k8s.io/${version}/namespaces/${namespace}/${segments}`,
      query,
      what,
    );
  }

  /** The preferred version of the registered custom metrics API. */
  #customVersion(): string {
    const versions = this.#source.store
      .list('apiservices')
      .filter(({ spec }) => spec.group === 'custom.metrics.k8s.io')
      .sort((a, b) => b.spec.versionPriority - a.spec.versionPriority);
    if (versions.length > 0) return versions[0]!.spec.version;
    throw new Error(
      'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
    );
  }

  /** @param what the resource and name that client-go puts into the message of a refusal without one. */
  async #items(api: string, path: string, query: Readonly<Record<string, string>>, what: string) {
    const given = Object.entries(query).filter(([, value]) => value !== '');
    const search = given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
    const { status = 200, body } = await this.#source.request('GET', path + search);
    const answer = parse(body) as Answer | undefined;
    if (status >= 200 && status < 300) return answer?.items ?? [];
    const generic = GENERIC_MESSAGE[status] ?? 'an error on the server has prevented the request from succeeding';
    const message = answer?.kind === 'Status' ? answer.message : `${generic} (get ${what})`;
    throw new Error(`unable to fetch metrics from ${api} metrics API: ${message}`);
  }
}

function parse(body: unknown): unknown {
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) return body;
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}

/** The resource of a kind, qualified by its group as in `ingresses.networking.k8s.io`. */
function plural({ apiVersion = 'v1', kind }: CrossVersionObjectReference): string {
  const name = kind.toLowerCase();
  const resource = /(s|x|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
  return apiVersion.includes('/') ? `${resource}.${apiVersion.split('/')[0]}` : resource;
}
