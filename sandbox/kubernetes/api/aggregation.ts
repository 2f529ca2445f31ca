import type { ApiReply, ApiRequest } from '../../core/http.ts';
import type { KubeObject } from '../object.ts';
import { formatLabelSelector } from '../store/selectors.ts';
import type { ApiContext } from './context.ts';
import { HEADERS } from './negotiate.ts';

/** The APIService that delegates the group version to a service; undefined for local or unknown group versions. */
export function delegated({ store }: ApiContext, group: string, version: string): KubeObject | undefined {
  const service = store.get('apiservices', undefined, `${version}.${group}`);
  return service?.spec?.service ? service : undefined;
}

/** kube-aggregator's response for an unavailable service: plain text, so clients print their own message. */
const UNAVAILABLE: ApiReply = {
  status: 503,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: 'service unavailable\n',
};

/** Pass the request on to a ready pod behind the APIService's service. */
export async function forward(context: ApiContext, apiService: KubeObject, request: ApiRequest): Promise<ApiReply> {
  const backend = backendOf(context, apiService);
  if (!backend) return UNAVAILABLE;
  const { method, path, query, headers, body } = request;
  const { authorization: _secret, ...passed } = headers;
  const reply = await backend.container.request!(backend.port, { method, path, query, headers: passed, body });
  return { ...reply, headers: { ...HEADERS, ...reply.headers } };
}

/** A pod's program that answers for the APIService. */
export function backendOf(context: ApiContext, apiService: KubeObject) {
  for (const { pod, port } of endpointsOf(context, apiService)) {
    const container = context.runtime.listener(pod.metadata.uid, port);
    if (container?.request) return { container, port };
  }
  return undefined;
}

/** The ready pods behind the APIService's service, and the port of each. */
export function endpointsOf({ store }: ApiContext, { spec }: KubeObject): { pod: KubeObject; port: number }[] {
  const { namespace, name, port = 443 } = spec.service;
  const service = store.get('services', namespace, name);
  const served = service?.spec.ports?.find((each: { port: number }) => each.port === port);
  if (!served) return [];
  const labelSelector = formatLabelSelector({ matchLabels: service!.spec.selector });
  const ready = store.list('pods', { namespace, labelSelector }).filter(isReady);
  return ready.map((pod) => ({ pod, port: targetPort(pod, served.targetPort ?? port) }));
}

function isReady({ status }: KubeObject): boolean {
  const conditions: { type: string; status: string }[] = status?.conditions ?? [];
  return conditions.some(({ type, status: value }) => type === 'Ready' && value === 'True');
}

function targetPort({ spec }: KubeObject, port: number | string): number {
  if (typeof port === 'number') return port;
  const ports: { name?: string; containerPort: number }[] = spec.containers.flatMap(
    (container: { ports?: [] }) => container.ports ?? [],
  );
  return ports.find(({ name }) => name === port)?.containerPort ?? 0;
}
