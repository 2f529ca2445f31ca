import type { KubeObject, ObjectStore } from '../../object.ts';
import { formatLabelSelector, labelSelector } from '../../store/selectors.ts';
import { hasEnded, isReady } from '../pods.ts';

/** A pod behind a service. */
export interface Backend {
  readonly pod: KubeObject;
  readonly ready: boolean;
  readonly terminating: boolean;
  /** By the service's port number. */
  readonly targetPorts: ReadonlyMap<number, number>;
}

interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly protocol?: string;
  readonly targetPort?: number | string;
}

export const portsOf = (service: KubeObject): readonly ServicePort[] => service.spec.ports ?? [];

/** The pods that a service selects and that have an address, in name order. */
export function backendsOf(store: ObjectStore, service: KubeObject): Backend[] {
  const selector: Record<string, string> | undefined = service.spec.selector;
  if (!selector || Object.keys(selector).length === 0) return [];
  const matches = labelSelector(formatLabelSelector({ matchLabels: selector }));
  return store
    .list('pods', { namespace: service.metadata.namespace })
    .filter((pod) => pod.status?.podIP !== undefined && !hasEnded(pod) && matches(pod.metadata.labels ?? {}))
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
    .map((pod) => {
      const terminating = pod.metadata.deletionTimestamp !== undefined;
      const ready = service.spec.publishNotReadyAddresses === true || (isReady(pod) && !terminating);
      return { pod, ready, terminating, targetPorts: targetPorts(service, pod) };
    });
}

function targetPorts(service: KubeObject, pod: KubeObject): Map<number, number> {
  return new Map(
    portsOf(service).flatMap(({ port, targetPort = port }) => {
      const number = typeof targetPort === 'number' ? targetPort : namedPort(pod, targetPort);
      return number === undefined ? [] : [[port, number] as const];
    }),
  );
}

function namedPort(pod: KubeObject, name: string): number | undefined {
  const ports: { name?: string; containerPort: number }[] = pod.spec.containers.flatMap(
    ({ ports = [] }: { ports?: [] }) => ports,
  );
  return ports.find((port) => port.name === name)?.containerPort;
}
