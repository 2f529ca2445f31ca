import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { PaceLeases } from '../../../sandbox/control/leases.ts';
import { Presence } from '../../../sandbox/control/presence.ts';
import { openCloud } from '../../sandbox/cloud.ts';

// Presence counts the requests of every server in the process; the files of the unit tests share theirs.

test('time stands still until the first request to an API, and a request to the control path is none', async () => {
  const cloud = await openCloud({ speed: 60, grace: 10_000, monotonic: () => performance.now() });
  expect((await cloud.call('GET', '/_sandbox/status')).body.pace).toBe(0);
  await cloud.call('GET', '/crm/v1/projects/vllm-tpu-sandbox');
  expect((await cloud.call('GET', '/_sandbox/status')).body.pace).toBe(60);
});

test('time does not run for an observer, which sees the present all the same', async () => {
  const cloud = await openCloud({ speed: 60, grace: 10_000, monotonic: () => performance.now() });
  const headers = { authorization: `Bearer ${cloud.world.token}`, 'x-sandbox-observer': '1' };
  const ask = () => fetch(`${cloud.url}/crm/v1/projects/vllm-tpu-sandbox`, { headers });
  expect((await ask()).status).toBe(200);
  expect((await cloud.call('GET', '/_sandbox/status')).body.pace).toBe(0);
});

test('stepped time stands still after a request, and not after that of an observer', async () => {
  const cloud = await openCloud({ speed: 60, monotonic: () => performance.now() });
  cloud.world.clock.setPace(60, true);
  const ask = (headers: Record<string, string>) =>
    fetch(`${cloud.url}/crm/v1/projects/vllm-tpu-sandbox`, {
      headers: { authorization: `Bearer ${cloud.world.token}`, ...headers },
    });
  await ask({ 'x-sandbox-observer': '1' });
  expect(cloud.world.clock.shown).toBe(0);
  await ask({});
  expect(cloud.world.clock.shown).toBe(1);
});

test('time stands still at once when the last lease ends', async () => {
  const cloud = await openCloud({ speed: 60, grace: 10_000, monotonic: () => performance.now() });
  await cloud.call('GET', '/crm/v1/projects/vllm-tpu-sandbox');
  const leases = new PaceLeases(cloud.world.clock, 60, 10_000);
  const lease = leases.open();
  lease.setPace(200);
  lease.release();
  expect(cloud.world.clock.pace).toBe(0);
});

test('a port-forward, a connection that another protocol takes over, is no request', async () => {
  const seen: boolean[] = [];
  const stop = new Presence(0, (present) => seen.push(present)).observe();
  const server = createServer((_, response) => response.end()).listen(0);
  server.on('upgrade', (_, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'));
  onTestFinished(async () => {
    await stop();
    server.close();
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const forward = connect(port, '127.0.0.1');
  forward.write('POST /portforward HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n');
  await once(forward, 'data');
  expect(seen).toEqual([]);
  await fetch(`http://127.0.0.1:${port}/`);
  expect(seen[0]).toBe(true);
});
