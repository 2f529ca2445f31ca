import type { ApiReply, ApiRequest } from '../../core/http.ts';
import type { KubeObject } from '../object.ts';
import { formatLabelSelector } from '../store/selectors.ts';
import { StatusError } from '../store/status-error.ts';
import type { ApiContext } from './context.ts';
import { HEADERS } from './negotiate.ts';

/** The APIService that hands the group version to a service; undefined when the API server answers itself, or nobody. */
export function delegated({ store }: ApiContext, group: string, version: string): KubeObject | undefined {
  const service = store.get('apiservices', undefined, `${version}.${group}`);
  return service?.spec?.service ? service : undefined;
}

/** Pass the request on to a ready pod behind the APIService's service. @throws StatusError ServiceUnavailable */
export async function forward(context: ApiContext, apiService: KubeObject, request: ApiRequest): Promise<ApiReply> {
  const backend = backendOf(context, apiService);
  if (!backend) throw new StatusError('ServiceUnavailable', 'service unavailable', undefined, 503);
  const { method, path, query, headers, body } = request;
  const { authorization: _secret, ...passed } = headers;
  const reply = await backend.container.request!(backend.port, { method, path, query, headers: passed, body });
  return { ...reply, headers: { ...HEADERS, ...reply.headers } };
}

export function backendOf({ store, runtime }: ApiContext, { spec }: KubeObject) {
  const { namespace, name, port = 443 } = spec.service;
  const service = store.get('services', namespace, name);
  const served = service?.spec.ports?.find((each: { port: number }) => each.port === port);
  if (!served) return undefined;
  const labelSelector = formatLabelSelector({ matchLabels: service!.spec.selector });
  for (const pod of store.list('pods', { namespace, labelSelector })) {
    if (!isReady(pod)) continue;
    const target = targetPort(pod, served.targetPort ?? port);
    const container = runtime.listener(pod.metadata.uid, target);
    if (container?.request) return { container, port: target };
  }
  return undefined;
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
