import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { PaceLeases } from '../../../sandbox/control/leases.ts';
import { Presence } from '../../../sandbox/control/presence.ts';
import { Clock } from '../../../sandbox/core/clock.ts';
import { openCloud } from '../cloud.ts';

function open() {
  const clock = new Clock({ start: 0 });
  onTestFinished(() => clock.stop());
  return { clock, leases: new PaceLeases(clock, 60) };
}

test('without a lease the clock runs at the sandbox’s own speed', () => {
  expect(open().clock.pace).toBe(60);
});

test('a lease without a pace is ignored', () => {
  const { clock, leases } = open();
  leases.open();
  expect(clock.pace).toBe(60);
});

test('the slowest lease sets the pace until its release', () => {
  const { clock, leases } = open();
  const [fast, slow] = [leases.open(), leases.open()];
  fast.setPace(200);
  expect(clock.pace).toBe(200);
  slow.setPace(1);
  expect(clock.pace).toBe(1);
  slow.release();
  expect(clock.pace).toBe(200);
  fast.release();
  fast.release();
  expect(clock.pace).toBe(60);
});

/** Presence with a grace of 10 s, on a real clock that the test moves. */
function observed() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const seen: boolean[] = [];
  return { presence: new Presence(10_000, (present) => seen.push(present)), seen };
}

test('somebody is there from the first request until 10 s after the last', () => {
  const { presence, seen } = observed();
  const end = presence.enter();
  end();
  vi.advanceTimersByTime(9_999);
  presence.enter()();
  vi.advanceTimersByTime(9_999);
  expect(seen).toEqual([true]);
  vi.advanceTimersByTime(1);
  expect(seen).toEqual([true, false]);
});

test('somebody is there as long as a request is open', () => {
  const { presence, seen } = observed();
  const watch = presence.enter();
  presence.enter()();
  vi.advanceTimersByTime(3_600_000);
  presence.leave();
  expect(seen).toEqual([true]);
  watch();
  vi.advanceTimersByTime(10_000);
  expect(seen).toEqual([true, false]);
});

test('time stands still until the first request to an API, and a request to the control path is none', async () => {
  const cloud = await openCloud({ speed: 60, grace: 10_000, monotonic: () => performance.now() });
  expect((await cloud.call('GET', '/_sandbox/status')).body.pace).toBe(0);
  await cloud.call('GET', '/crm/v1/projects/vllm-tpu-sandbox');
  expect((await cloud.call('GET', '/_sandbox/status')).body.pace).toBe(60);
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

test('time is stepped while one run waits and all others join or wait', () => {
  const { clock, leases } = open();
  const [waiting, load] = [leases.open(), leases.open()];
  load.setPace(60, 'joins');
  expect(clock).toMatchObject({ pace: 60, stepped: false });
  waiting.setPace(200, 'waits');
  expect(clock).toMatchObject({ pace: 200, stepped: true });
  waiting.setPace(1);
  expect(clock).toMatchObject({ pace: 1, stepped: false });
  waiting.setPace(200, 'waits');
  waiting.release();
  expect(clock).toMatchObject({ pace: 60, stepped: false });
});
