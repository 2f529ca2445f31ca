import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import { loadBalancerController } from '../../../../sandbox/kubernetes/balancer/balancer.ts';
import { runController } from '../../../../sandbox/kubernetes/controllers/controller.ts';
import { EventLog } from '../../../../sandbox/kubernetes/controllers/events.ts';
import type { KubeObject } from '../../../../sandbox/kubernetes/object.ts';
import type { PodRuntime, RunningContainer } from '../../../../sandbox/kubernetes/runtime.ts';
import { Machines } from '../machines.ts';
import { MINUTE, startWorld, type TestWorld } from '../rig.ts';

export const PORT = 18_000;

export interface Balancer extends TestWorld {
  readonly cloud: Machines;
  service(): KubeObject;
  address(): string;
  addPod(name: string, ready?: boolean): KubeObject;
  /** Connect and read to the end: the name of the pod that answered, or the error's code. */
  ask(port?: number): Promise<string>;
  /** Let the balancer's minute pass, and its ports really be open. */
  established(): Promise<void>;
  restart(): Promise<Balancer>;
}

/** A balancer over pods that say their names on port 8000. */
export async function startBalancer({
  many = true,
  after,
}: {
  many?: boolean;
  after?: Balancer;
} = {}): Promise<Balancer> {
  const base = await startWorld(after && { after });
  const world = many
    ? base.world
    : { ...base.world, addresses: { many, allocate: () => '127.0.0.1', release: () => {} } };
  const { store } = base;
  const serverOf = (uid: string): RunningContainer => ({
    listens: (port) => port === 8000,
    accept: (_port, socket) =>
      socket.end(store.list('pods').find(({ metadata }) => metadata.uid === uid)!.metadata.name),
    stop: () => {},
  });
  const runtime: PodRuntime = {
    logs: () => undefined,
    running: (uid) => new Map([['server', serverOf(uid)]]),
    listener: (uid, port) => (port === 8000 ? serverOf(uid) : undefined),
  };
  const cloud = after?.cloud ?? new Machines(world);
  const events = new EventLog({ clock: world.clock, store });
  const controller = loadBalancerController({ world, uid: 'test', store, cloud, runtime, events });
  const stop = runController(controller, { clock: world.clock, store, log: (line) => void base.logged.push(line) });
  onTestFinished(stop);
  const service = (): KubeObject => store.get('services', 'default', 'web')!;
  const address = (): string => service().status?.loadBalancer?.ingress?.[0].ip;
  const balancer: Balancer = {
    ...base,
    cloud,
    service,
    address,
    addPod: (name, ready = true) =>
      base.create('pods', {
        metadata: { namespace: 'default', name, labels: { app: 'web' } },
        spec: { containers: [] },
        status: {
          podIP: '127.0.0.1',
          phase: 'Running',
          conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
        },
      }),
    ask: (port = PORT) =>
      new Promise((resolve) => {
        const socket = connect(port, address());
        let text = '';
        socket.on('data', (chunk) => {
          text += chunk;
        });
        socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code!));
        socket.on('end', () => resolve(text));
      }),
    async established() {
      await base.pass(MINUTE);
      while (address() === undefined) await base.pass(0);
    },
    async restart() {
      stop();
      world.clock.stop();
      return startBalancer({ many, after: balancer });
    },
  };
  return balancer;
}

export function createService(balancer: Balancer, spec: object = {}): KubeObject {
  return balancer.create('services', {
    metadata: { namespace: 'default', name: 'web' },
    spec: {
      type: 'LoadBalancer',
      clusterIP: '34.118.230.1',
      selector: { app: 'web' },
      ports: [{ port: PORT, targetPort: 8000 }],
      ...spec,
    },
    status: { loadBalancer: {} },
  });
}
