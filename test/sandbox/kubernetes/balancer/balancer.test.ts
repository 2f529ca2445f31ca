import { expect, test, vi } from 'vitest';
import { MINUTE, SECOND } from '../rig.ts';
import { createService, PORT, startBalancer } from './service.ts';

test('a service has no address until its load balancer exists, and events say so', async () => {
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

test('ports are opened and closed with the service’s ports', async () => {
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

test('a system with one loopback address gets the port in an annotation', async () => {
  const balancer = await startBalancer({ many: false });
  createService(balancer);
  balancer.addPod('a');
  await balancer.established();
  const ports = balancer.service().metadata.annotations!['sandbox.local/load-balancer-ports']!;
  const [, real] = /^18000=127\.0\.0\.1:(\d+)$/.exec(ports)!;
  expect(await balancer.ask(Number(real))).toBe('a');
});
