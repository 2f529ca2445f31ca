import type { ApiReply, ApiRequest } from '../../core/http.ts';
import { match, type Route, route } from '../../core/http.ts';
import { quantityFromMilli } from '../resources/quantity.ts';
import { StatusError } from '../store/status-error.ts';
import { timestamp } from '../time.ts';
import { CustomMetrics, type MetricQuery, type ObjectValue, type ProviderOptions } from './custom-metrics.ts';
import { externalMetric } from './external-metrics.ts';
import { refusal } from './refusals.ts';

const CUSTOM = 'custom.metrics.k8s.io';
const EXTERNAL = 'external.metrics.k8s.io';

/** How each version of the custom metrics API names the metric of an item. */
const METRIC: Readonly<Record<string, (name: string) => object>> = {
  v1beta1: (metricName) => ({ metricName, selector: null }),
  v1beta2: (name) => ({ metric: { name, selector: null } }),
};

/**
 * The adapter lists one custom metric only, to save memory: the first that Cloud Monitoring has for pods, nodes or
 * containers. Which one that is was not looked up on Google Cloud; metrics of Prometheus are never among them.
 */
const LISTED_METRIC = '*/kubernetes.io|container|cpu|core_usage_time';

export type AdapterRequest = Pick<ApiRequest, 'method' | 'path' | 'query'>;

/** The routes of the adapter's port. */
export function adapterRoutes(options: ProviderOptions): (request: AdapterRequest) => ApiReply {
  const provider = new CustomMetrics(options);
  const { clock, place, monitoring } = options;

  const custom = ({ params, query }: ApiRequest): ApiReply => {
    const { version = '', namespace, resource = '', name = '', metric = '' } = params;
    const asked: MetricQuery = {
      ...(namespace !== undefined && { namespace }),
      resource,
      name,
      metric,
      labelSelector: query.get('labelSelector') ?? '',
      metricSelector: query.get('metricLabelSelector') ?? '',
    };
    const now = timestamp(clock.now());
    const items = provider.find(asked).map((found) => item(found, METRIC[version]!(metric), now));
    return list('MetricValueList', `${CUSTOM}/${version}`, { items });
  };

  const external = ({ params: { metric = '' }, query }: ApiRequest): ApiReply => {
    const source = { monitoring, clock, project: place.project };
    const items = externalMetric(source, metric, query.get('labelSelector') ?? '');
    return list('ExternalMetricValueList', `${EXTERNAL}/v1beta1`, { items });
  };

  const routes: readonly Route[] = [
    ...['/healthz', '/readyz', '/livez'].map((path) => route('GET', path, () => ({ body: 'ok' }))),
    ...Object.keys(METRIC).flatMap((version) => {
      const root = `/apis/${CUSTOM}/${version}`;
      const handler = (request: ApiRequest): ApiReply => custom({ ...request, params: { ...request.params, version } });
      const namespaces = (request: ApiRequest): ApiReply => {
        const { namespace: name = '', metric = '' } = request.params;
        return handler({ ...request, params: { resource: 'namespaces', name, metric } });
      };
      return [
        route('GET', root, () => resources(`${CUSTOM}/${version}`, LISTED_METRIC, 'MetricValueList')),
        route('GET', `${root}/namespaces/{namespace}/metrics/{metric=**}`, namespaces),
        route('GET', `${root}/namespaces/{namespace}/{resource}/{name}/{metric=**}`, handler),
        route('GET', `${root}/{resource}/{name}/{metric=**}`, handler),
      ];
    }),
    route('GET', `/apis/${EXTERNAL}/v1beta1`, () =>
      resources(`${EXTERNAL}/v1beta1`, 'externalmetrics', 'ExternalMetricValueList'),
    ),
    route('GET', `/apis/${EXTERNAL}/v1beta1/namespaces/{namespace}/{metric=**}`, external),
  ];

  return (request) => {
    try {
      const { route: found, params } = match(routes, request.method, request.path);
      if (!found) throw new StatusError('NotFound', 'the server could not find the requested resource');
      return found.handler({ ...request, params } as ApiRequest) as ApiReply;
    } catch (error) {
      return refusal(error, options.log);
    }
  };
}

function item({ object, value }: ObjectValue, metric: object, now: string): object {
  const { kind, metadata } = object;
  const { namespace, name } = metadata;
  return {
    describedObject: { kind, ...(namespace !== undefined && { namespace }), name, apiVersion: '/v1' },
    ...metric,
    timestamp: now,
    value: quantityFromMilli(value),
  };
}

function resources(groupVersion: string, name: string, kind: string): ApiReply {
  const listed = { name, singularName: '', namespaced: true, kind, verbs: ['get'] };
  return { body: { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: [listed] } };
}

function list(kind: string, apiVersion: string, content: object): ApiReply {
  return { body: { kind, apiVersion, metadata: {}, ...content } };
}
