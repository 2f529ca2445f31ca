import { connect } from 'node:net';
import { expect, test, vi } from 'vitest';
import { SECOND } from '../rig.ts';
import { createService, PORT, startBalancer } from './service.ts';

test('a service that is no longer a LoadBalancer releases its address', async () => {
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

test('a restart releases the address of a lost service', async () => {
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

test('a restart keeps the address without a new request', async () => {
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

test('a load balancer in creation during a kill is ready at its original time', async () => {
  const balancer = await startBalancer();
  createService(balancer);
  await balancer.pass(50 * SECOND);
  const again = await balancer.restart();
  await again.pass(11 * SECOND);
  await vi.waitFor(() => expect(again.address()).toBeDefined());
});
