import type { KubernetesObject } from '../../lib/kubernetes/objects.ts';
import type { RelabelingRule } from './relabel.ts';

/** One of `spec.endpoints` of a PodMonitoring (prometheus-engine, pkg/operator/apis/monitoring/v1/pod_types.go). */
export interface EndpointSpec {
  readonly port: number | string;
  readonly scheme?: string;
  readonly path?: string;
  readonly params?: Readonly<Record<string, readonly string[]>>;
  readonly interval?: string;
  readonly timeout?: string;
  readonly metricRelabeling?: readonly RelabelingRule[];
}

interface ContainerPort {
  readonly name?: string;
  readonly containerPort: number;
  readonly protocol?: string;
  readonly container: string;
}

export function endpointsOf({ spec }: KubernetesObject): readonly EndpointSpec[] {
  return spec.endpoints ?? [];
}

/** The declared ports of all containers, also of sidecars among the init containers. */
export function declaredPorts({ spec }: KubernetesObject): readonly ContainerPort[] {
  const containers: { name: string; ports?: Omit<ContainerPort, 'container'>[] }[] = [
    ...(spec.containers ?? []),
    ...(spec.initContainers ?? []),
  ];
  return containers.flatMap(({ name, ports = [] }) => ports.map((port) => ({ ...port, container: name })));
}

/** Ports that a pod's spec names without declaring them: those of probes and of a flag --port. */
export function mentionedPorts({ spec }: KubernetesObject): readonly number[] {
  const text = JSON.stringify(spec.containers ?? []);
  const probes = [...text.matchAll(/"httpGet":\{[^{}]*"port":(\d+)/g)];
  const flags = [...text.matchAll(/--port(?:=|"?[ ,]+"?)(\d+)/g)];
  return [...probes, ...flags].map(([, port]) => Number(port));
}

/**
 * The port numbers that an endpoint scrapes in a pod. A number is scraped whether declared or not. A text is a regular
 * expression for the names of declared ports, also if it looks like a number (prometheus-engine, pod_config.go).
 */
export function portsOf({ port }: EndpointSpec, pod: KubernetesObject): readonly number[] {
  if (typeof port === 'number') return [port];
  const named = declaredPorts(pod).filter(({ name }) => name !== undefined && matches(port, name));
  return [...new Set(named.map(({ containerPort }) => containerPort))];
}

function matches(expression: string, name: string): boolean {
  try {
    return new RegExp(`^(?:${expression})$`).test(name);
  } catch {
    return expression === name;
  }
}

/** A port number in quotes: Kubernetes reads it as a name, and names have at least one letter. */
export function isQuotedNumber(port: number | string): port is string {
  return typeof port === 'string' && /^\d+$/.test(port);
}

/** Path and query of a scrape. */
export function pathOf({ path = '/metrics', params = {} }: EndpointSpec): string {
  const query = new URLSearchParams(
    Object.entries(params).flatMap(([name, values]) => values.map((value): [string, string] => [name, value])),
  );
  const rooted = path.startsWith('/') ? path : `/${path}`;
  return query.size > 0 ? `${rooted}?${query}` : rooted;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The interval in milliseconds, from a Prometheus duration such as `1m30s`; undefined without one. */
export function intervalOf({ interval = '' }: Pick<EndpointSpec, 'interval'>): number | undefined {
  const parts = [...interval.matchAll(/(\d+)(ms|s|m|h|d)/g)];
  return parts.length === 0
    ? undefined
    : parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!, 0);
}

/** Why the collectors do not scrape a pod that the selector matches; undefined if they do. */
export function notScraped(pod: KubernetesObject, { spec }: KubernetesObject): string | undefined {
  const { phase = 'Unknown', podIP } = pod.status ?? {};
  if ((spec.filterRunning ?? true) && /^(?:Failed|Succeeded)$/.test(phase)) return `its phase is ${phase}`;
  if (!pod.spec.nodeName) return `its phase is ${phase}: it has no node`;
  if (!podIP) return `its phase is ${phase}: it has no IP address`;
  return undefined;
}
