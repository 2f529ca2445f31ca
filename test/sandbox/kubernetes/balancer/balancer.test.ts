import { connect } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { loadBalancerController } from '../../../../sandbox/kubernetes/balancer/balancer.ts';
import { runController } from '../../../../sandbox/kubernetes/controllers/controller.ts';
import { EventLog } from '../../../../sandbox/kubernetes/controllers/events.ts';
import type { KubeObject } from '../../../../sandbox/kubernetes/object.ts';
import type { PodRuntime, RunningContainer } from '../../../../sandbox/kubernetes/runtime.ts';
import { Machines } from '../machines.ts';
import { MINUTE, SECOND, startWorld, type TestWorld } from '../rig.ts';

const PORT = 18_000;

interface Balancer extends TestWorld {
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
async function startBalancer({ many = true, after }: { many?: boolean; after?: Balancer } = {}): Promise<Balancer> {
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

function createService(balancer: Balancer, spec: object = {}): KubeObject {
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

test('a service has no address until its balancer is made, and says so in events', async () => {
  const balancer = await startBalancer();
  createService(balancer);
  await balancer.pass(59 * SECOND);
  expect(balancer.address()).toBeUndefined();
  expect(balancer.events('web')).toEqual(['EnsuringLoadBalancer: Ensuring load balancer']);
  await balancer.pass(2 * SECOND);
  await balancer.established();
  expect(balancer.address()).toMatch(/^127\.\d+\.\d+\.\d+$/);
  expect(balancer.events('web')[1]).toBe('EnsuredLoadBalancer: Ensured load balancer');
});

test('connections go to ready pods only, and to each of them', async () => {
  const balancer = await startBalancer();
  createService(balancer);
  for (const [name, ready] of [
    ['a', true],
    ['b', true],
    ['c', false],
  ] as const)
    balancer.addPod(name, ready);
  await balancer.established();
  const answers = new Set<string>();
  for (let i = 0; i < 30; i++) answers.add(await balancer.ask());
  expect([...answers].sort()).toEqual(['a', 'b']);
});

test('with session affinity a client stays with its pod', async () => {
  const balancer = await startBalancer();
  createService(balancer, { sessionAffinity: 'ClientIP' });
  for (const name of ['a', 'b', 'c']) balancer.addPod(name);
  await balancer.established();
  const answers = new Set<string>();
  for (let i = 0; i < 20; i++) answers.add(await balancer.ask());
  expect(answers.size).toBe(1);
});

test('without a ready pod the connection is reset', async () => {
  const balancer = await startBalancer();
  createService(balancer);
  balancer.addPod('a', false);
  await balancer.established();
  expect(await balancer.ask()).toBe('ECONNRESET');
});

test('clients outside of the source ranges are reset', async () => {
  const balancer = await startBalancer();
  createService(balancer, { loadBalancerSourceRanges: ['10.0.0.0/8'] });
  balancer.addPod('a');
  await balancer.established();
  expect(await balancer.ask()).toBe('ECONNRESET');
  balancer.store.modify('services', 'default', 'web', ({ spec }) => {
    spec.loadBalancerSourceRanges = ['127.0.0.0/8'];
  });
  expect(await balancer.ask()).toBe('a');
});

test('ports come and go with the service’s', async () => {
  const balancer = await startBalancer();
  createService(balancer);
  balancer.addPod('a');
  await balancer.established();
  balancer.store.modify('services', 'default', 'web', ({ spec }) => {
    spec.ports = [{ port: PORT + 1, targetPort: 8000 }];
  });
  await balancer.pass(SECOND);
  await vi.waitFor(async () => expect(await balancer.ask(PORT + 1)).toBe('a'));
  expect(await balancer.ask(PORT)).toBe('ECONNREFUSED');
});

test('a service that is no longer a balancer gives its address back', async () => {
  const balancer = await startBalancer();
  createService(balancer);
  await balancer.established();
  const address = balancer.address();
  balancer.store.modify('services', 'default', 'web', ({ spec }) => {
    spec.type = 'ClusterIP';
  });
  await balancer.pass(SECOND);
  expect(balancer.service().status.loadBalancer).toEqual({});
  const refused = await new Promise((resolve) =>
    connect(PORT, address).on('error', (error: NodeJS.ErrnoException) => resolve(error.code)),
  );
  expect(refused).toBe('ECONNREFUSED');
});

test('has a forwarding rule at Compute Engine as long as the service wants it', async () => {
  const balancer = await startBalancer();
  const { metadata } = createService(balancer);
  await balancer.pass(59 * SECOND);
  expect(balancer.cloud.forwardingRules.size).toBe(0);
  await balancer.established();
  const name = `a${metadata.uid.replaceAll('-', '')}`.slice(0, 32);
  const rule = {
    description: '{"kubernetes.io/service-name":"default/web"}',
    address: balancer.address(),
    ports: [PORT],
  };
  expect([...balancer.cloud.forwardingRules]).toEqual([[name, JSON.stringify(rule)]]);
  balancer.store.delete('services', 'default', 'web');
  expect(balancer.cloud.forwardingRules.size).toBe(0);
});

test('what a lost service had is given back when the sandbox starts again', async () => {
  const balancer = await startBalancer();
  const { metadata } = createService(balancer);
  await balancer.established();
  await balancer.pass(SECOND);
  balancer.world.database.collection('k8s/test').delete('services/default/web');
  const again = await balancer.restart();
  expect(again.service()).toBeUndefined();
  expect(again.cloud.forwardingRules.size).toBe(0);
  expect(again.world.database.collection('addresses').get(metadata.uid)).toBeUndefined();
});

test('a fault keeps it pending until it is cleared', async () => {
  const balancer = await startBalancer();
  balancer.faults.set('load-balancer-pending', {});
  createService(balancer);
  await balancer.pass(5 * MINUTE);
  expect(balancer.address()).toBeUndefined();
  balancer.faults.clear();
  await balancer.pass(30 * SECOND);
  await vi.waitFor(() => expect(balancer.address()).toBeDefined());
});

test('after a restart the address is the same, and it is not asked for anew', async () => {
  const balancer = await startBalancer();
  createService(balancer);
  balancer.addPod('a');
  await balancer.established();
  const address = balancer.address();
  const again = await balancer.restart();
  await vi.waitFor(async () => expect(await again.ask()).toBe('a'));
  expect(again.address()).toBe(address);
  expect(again.events('web')).toHaveLength(2);
});

test('a balancer that was being made when the sandbox was killed is ready when it would have been', async () => {
  const balancer = await startBalancer();
  createService(balancer);
  await balancer.pass(50 * SECOND);
  const again = await balancer.restart();
  await again.pass(11 * SECOND);
  await vi.waitFor(() => expect(again.address()).toBeDefined());
});

test('where the system has one loopback address the service says on which port it is', async () => {
  const balancer = await startBalancer({ many: false });
  createService(balancer);
  balancer.addPod('a');
  await balancer.established();
  const ports = balancer.service().metadata.annotations!['sandbox.local/load-balancer-ports']!;
  const [, real] = /^18000=127\.0\.0\.1:(\d+)$/.exec(ports)!;
  expect(await balancer.ask(Number(real))).toBe('a');
});
