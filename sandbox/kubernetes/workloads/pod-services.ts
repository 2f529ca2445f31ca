import type { Clock } from '../../core/clock.ts';
import { type Backends, toBackend } from '../balancer/backend.ts';
import { Forwarding } from '../balancer/forwarding.ts';
import { portsOf } from '../controllers/endpoints/ready-addresses.ts';
import type { KubeObject } from '../object.ts';

/** The services of a pod's namespace for a process of this computer, which reaches no cluster address: the first port of each on loopback. */
export class PodServices {
  readonly #backends: Backends;
  readonly #clock: Clock;
  readonly #namespace: string | undefined;
  readonly #open: Forwarding[] = [];

  constructor(backends: Backends, clock: Clock, pod: KubeObject) {
    this.#backends = backends;
    this.#clock = clock;
    this.#namespace = pod.metadata.namespace;
  }

  /** `NAME_SERVICE_HOST` and `NAME_SERVICE_PORT`, in place of the kubelet's. @throws an error of the system */
  async variables(): Promise<Record<string, string>> {
    const services = this.#backends.store.list('services', { namespace: this.#namespace! });
    const entries = await Promise.all(services.map((service) => this.#variablesOf(service)));
    return Object.fromEntries(entries.flat());
  }

  async #variablesOf(service: KubeObject): Promise<readonly (readonly [string, string])[]> {
    const { metadata } = service;
    const port = portsOf(service)[0]?.port;
    if (port === undefined) return [];
    const forwarding = new Forwarding({ address: '127.0.0.1', port: 0 }, (socket) => {
      this.#clock.advance();
      const now = this.#backends.store.get('services', metadata.namespace, metadata.name);
      if (now) toBackend(this.#backends, now, port, socket);
      else socket.resetAndDestroy();
    });
    this.#open.push(forwarding);
    const prefix = metadata.name.toUpperCase().replaceAll('-', '_');
    return [
      [`${prefix}_SERVICE_HOST`, '127.0.0.1'],
      [`${prefix}_SERVICE_PORT`, String(await forwarding.port)],
    ];
  }

  close(): void {
    for (const forwarding of this.#open.splice(0)) forwarding.close();
  }
}
