import { shell } from '../command/command.ts';
import { type Condition, met, pending } from '../wait/condition.ts';
import { duration } from '../wait/duration.ts';
import { type KubernetesObject, kubernetes } from './objects.ts';

/** A port of a Kubernetes Service. */
export interface ServicePort {
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
}

/** The sandbox's annotation `8000=127.0.0.1:41234`, on systems with one loopback address for all load balancers. */
const LOCAL_PORTS = 'sandbox.local/load-balancer-ports';

const IP = '{.status.loadBalancer.ingress[0].ip}';

/**
 * A Service of type LoadBalancer has an external address. The value is `IP:PORT`.
 * @example
 * const address = yield* until(serviceAddress({ name: 'vllm-service', namespace, port: 8000 }));
 */
export function serviceAddress({ port, ...of }: ServicePort): Condition<string> {
  return kubernetes({
    what: `service/${of.name} has an external IP`,
    placeholder: `EXTERNAL_IP:${port}`,
    stable: true,
    speaker: 'service',
    timeout: duration('10m'),
    shell: {
      words: shell`prints_something kubectl get service/${of.name} -n ${of.namespace} -o jsonpath=${IP}`,
      value: {
        variable: 'ADDRESS',
        words: shell`kubectl get service/${of.name} -n ${of.namespace} -o jsonpath=${IP}:${port}`,
      },
    },
    of: { resource: 'service', ...of },
    judge: ([service]) => {
      if (!service) return pending(`service/${of.name} not found`);
      const ip = service.status?.loadBalancer?.ingress?.[0]?.ip as string | undefined;
      if (ip === undefined) return pending('<pending>');
      const address = localPort(service, port) ?? `${ip}:${port}`;
      return met(address, address);
    },
  });
}

function localPort({ metadata }: KubernetesObject, port: number): string | undefined {
  const ports = (metadata.annotations?.[LOCAL_PORTS] ?? '').split(',').map((text) => text.split('='));
  return ports.find(([name]) => name === String(port))?.[1];
}
