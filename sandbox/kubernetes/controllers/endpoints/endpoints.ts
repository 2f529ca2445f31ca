import type { KubeObject, NewObject, WatchEvent } from '../../object.ts';
import { same } from '../../store/json.ts';
import { formatLabelSelector, labelSelector } from '../../store/selectors.ts';
import type { ControlPlane } from '../context.ts';
import { type Controller, itself, keyOf, splitKey } from '../controller.ts';
import { controllerReference } from '../pods.ts';
import { type Backend, backendsOf, portsOf } from './ready-addresses.ts';

/** Keeps an Endpoints object and an EndpointSlice for each service that selects pods. */
export function endpointsController({ store }: ControlPlane): Controller {
  function servicesOf(pod: KubeObject): string[] {
    return store
      .list('services', { namespace: pod.metadata.namespace })
      .filter(({ spec }) => spec.selector && selects(spec.selector, pod))
      .map(keyOf);
  }

  /** Create or update; the object's own fields are replaced. */
  function put(resource: string, object: NewObject): void {
    const { namespace, name, ...metadata } = object.metadata;
    if (!store.get(resource, namespace, name!)) {
      store.create(resource, object);
      return;
    }
    store.modify(resource, namespace, name!, (draft) => {
      Object.assign(draft, object, { metadata: { ...draft.metadata, ...metadata } });
    });
  }

  return {
    name: 'endpoint',
    watches: { services: itself, pods: (pod, event) => (changesEndpoints(event) ? servicesOf(pod) : []) },
    reconcile(key) {
      const [namespace, name] = splitKey(key);
      const service = store.get('services', namespace, name);
      if (!service) {
        if (store.get('endpoints', namespace, name)) store.delete('endpoints', namespace, name);
        return;
      }
      if (!service.spec.selector) return;
      const backends = backendsOf(store, service);
      put('endpoints', endpoints(service, backends));
      put('endpointslices', endpointSlice(service, backends));
    },
  };
}

const selects = (selector: Record<string, string>, pod: KubeObject): boolean =>
  labelSelector(formatLabelSelector({ matchLabels: selector }))(pod.metadata.labels ?? {});

/** Most changes of a pod are no concern of its services. */
function changesEndpoints({ type, object, previous }: WatchEvent): boolean {
  if (type !== 'MODIFIED' || !previous) return true;
  const relevant = ({ metadata, status }: KubeObject): unknown => [
    metadata.labels,
    metadata.deletionTimestamp,
    status?.podIP,
    status?.phase,
    (status?.conditions ?? []).find((condition: { type: string }) => condition.type === 'Ready')?.status,
  ];
  return !same(relevant(object), relevant(previous));
}

function reference({ metadata }: KubeObject): object {
  return { kind: 'Pod', namespace: metadata.namespace, name: metadata.name, uid: metadata.uid };
}

function endpoints(service: KubeObject, backends: readonly Backend[]): NewObject {
  const { namespace, name, labels } = service.metadata;
  const addresses = (ready: boolean): object[] =>
    backends
      .filter((backend) => backend.ready === ready && !backend.terminating)
      .map(({ pod }) => ({ ip: pod.status.podIP, nodeName: pod.spec.nodeName, targetRef: reference(pod) }));
  const [ready, notReady] = [addresses(true), addresses(false)];
  const subset = {
    ...(ready.length > 0 && { addresses: ready }),
    ...(notReady.length > 0 && { notReadyAddresses: notReady }),
    ports: targetPorts(service, backends),
  };
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      namespace: namespace!,
      name,
      labels: { ...labels, 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' },
    },
    subsets: ready.length + notReady.length > 0 ? [subset] : [],
  };
}

function endpointSlice(service: KubeObject, backends: readonly Backend[]): NewObject {
  const { namespace, name } = service.metadata;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      namespace: namespace!,
      name: `${name}-${service.metadata.uid.slice(0, 5)}`,
      labels: {
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        'kubernetes.io/service-name': name,
      },
      ownerReferences: [controllerReference(service)],
    },
    addressType: 'IPv4',
    endpoints: backends.map(({ pod, ready, terminating }) => ({
      addresses: [pod.status.podIP],
      conditions: { ready, serving: ready || terminating, terminating },
      nodeName: pod.spec.nodeName,
      targetRef: reference(pod),
    })),
    // kubectl describe reads the names of slices' ports without asking whether there is one.
    ports: targetPorts(service, backends).map((port) => ({ name: '', ...port })),
  };
}

function targetPorts(service: KubeObject, [first]: readonly Backend[]): object[] {
  return portsOf(service).map(({ name, port, protocol = 'TCP' }) => ({
    ...(name !== undefined && { name }),
    port: first?.targetPorts.get(port) ?? port,
    protocol,
  }));
}
