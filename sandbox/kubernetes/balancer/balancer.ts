import type { Socket } from 'node:net';
import { Random } from '../../core/random.ts';
import type { ControlPlane } from '../controllers/context.ts';
import { type Controller, itself, splitKey } from '../controllers/controller.ts';
import { portsOf } from '../controllers/endpoints/ready-addresses.ts';
import type { KubeObject } from '../object.ts';
import { toBackend } from './backend.ts';
import { Forwarding } from './forwarding.ts';
import { admits } from './source-ranges.ts';

/** The annotation with the port of 127.0.0.1 for each service port, on systems without other loopback addresses. */
const PORTS_ANNOTATION = 'sandbox.local/load-balancer-ports';

/** While a fault keeps the balancer from being made, it is asked for again this often (ms). */
const FAULT_RETRY = 15_000;

/** Asks for one balancer a service, and hands its connections to ready pods. */
export function loadBalancerController(
  plane: Pick<ControlPlane, 'world' | 'uid' | 'store' | 'cloud' | 'runtime' | 'events'>,
): Controller {
  const { store, world, uid, cloud, runtime } = plane;
  const { clock, addresses, durations, faults } = world;
  const record = plane.events.recorder('service-controller');
  /** When each balancer was asked for (simulated ms since the epoch), by the service's uid. */
  const asked = world.database.collection<number>(`k8s/${uid}/balancers`);
  const forwardings = new Map<string, Map<number, Forwarding>>();
  const random = Random.of(world.seed, `balancer/${uid}`);

  function release(service: string): void {
    for (const forwarding of forwardings.get(service)?.values() ?? []) forwarding.close();
    forwardings.delete(service);
    if (asked.get(service) === undefined) return;
    cloud.deleteForwardingRule(ruleName(service));
    addresses.release(ruleName(service));
    asked.delete(service);
  }

  function connect(key: string, port: number, socket: Socket): void {
    clock.advance();
    const service = store.get('services', ...splitKey(key));
    if (service && admits(service.spec.loadBalancerSourceRanges, socket.remoteAddress ?? ''))
      toBackend({ store, runtime, random }, service, port, socket);
    else socket.resetAndDestroy();
  }

  /** Listen on each port of the service, and no longer on others. @returns the ports listened on, by the service's */
  async function listen(key: string, service: KubeObject, address: string): Promise<Map<number, number>> {
    const { uid: id } = service.metadata;
    const open = forwardings.get(id) ?? new Map<number, Forwarding>();
    forwardings.set(id, open);
    const wanted = portsOf(service).map(({ port }) => port);
    for (const [port, forwarding] of open) {
      if (wanted.includes(port)) continue;
      forwarding.close();
      open.delete(port);
    }
    for (const port of wanted) {
      if (open.has(port)) continue;
      const rule = { address, port: addresses.many ? port : 0 };
      open.set(port, new Forwarding(rule, (socket) => connect(key, port, socket)));
    }
    return new Map(
      await Promise.all([...open].map(async ([port, forwarding]) => [port, await bound(port, forwarding)] as const)),
    );

    /** The next reconciliation retries a port that is in use now. */
    function bound(port: number, forwarding: Forwarding): Promise<number> {
      return forwarding.port.catch((error) => {
        open.delete(port);
        throw error;
      });
    }
  }

  async function establish(key: string, service: KubeObject): Promise<void> {
    const address = addresses.allocate(ruleName(service.metadata.uid));
    const bound = await listen(key, service, address);
    if (store.get('services', ...splitKey(key))?.metadata.uid !== service.metadata.uid) return;
    const ports = [...bound.keys()];
    cloud.ensureForwardingRule({ name: ruleName(service.metadata.uid), description: describe(key), address, ports });
    const known = service.status?.loadBalancer?.ingress?.[0]?.ip === address;
    store.modify('services', ...splitKey(key), (draft) => {
      draft.status = { ...draft.status, loadBalancer: { ingress: [{ ip: address, ipMode: 'VIP' }] } };
      if (addresses.many) return;
      const ports = [...bound].map(([port, real]) => `${port}=${address}:${real}`).join(',');
      draft.metadata.annotations = { ...draft.metadata.annotations, [PORTS_ANNOTATION]: ports };
    });
    if (!known) record(service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer');
  }

  return {
    name: 'service-lb',
    watches: {
      services: (service, { type }) => {
        if (type === 'DELETED') release(service.metadata.uid);
        return itself(service);
      },
    },
    listen: () => {
      // After a kill, the service may be deleted without the release of its address and ports.
      const present = new Set(store.list('services').map(({ metadata }) => metadata.uid));
      for (const service of [...asked.keys()]) if (!present.has(service)) release(service);
      return () => {
        for (const open of forwardings.values()) for (const forwarding of open.values()) forwarding.close();
        forwardings.clear();
      };
    },
    async reconcile(key, requeueAfter) {
      const service = store.get('services', ...splitKey(key));
      if (!service) return;
      const { uid: id } = service.metadata;
      if (service.spec.type !== 'LoadBalancer') {
        release(id);
        if (service.status?.loadBalancer?.ingress) {
          store.modify('services', ...splitKey(key), (draft) => {
            draft.status = { ...draft.status, loadBalancer: {} };
          });
        }
        return;
      }
      if (asked.get(id) === undefined) {
        asked.put(id, clock.now());
        record(service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer');
      }
      const due = asked.get(id)! + durations.loadBalancer;
      const pending = faults.active('load-balancer-pending') && !service.status?.loadBalancer?.ingress;
      if (due > clock.now()) requeueAfter(due - clock.now());
      else if (pending) requeueAfter(FAULT_RETRY);
      else await establish(key, service);
    },
  };
}

/** The cloud provider's name for a Service's resources (k8s.io/cloud-provider, DefaultLoadBalancerName). */
function ruleName(uid: string): string {
  return `a${uid.replaceAll('-', '')}`.slice(0, 32);
}

function describe(key: string): string {
  return JSON.stringify({ 'kubernetes.io/service-name': key });
}
