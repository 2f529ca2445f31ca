import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Database } from '../../../sandbox/core/database.ts';
import { LoopbackAddresses, moveAddresses } from '../../../sandbox/core/loopback.ts';

async function open(label: string, database = Database.open()): Promise<LoopbackAddresses> {
  const addresses = await LoopbackAddresses.open(database, label);
  onTestFinished(() => addresses.close());
  return addresses;
}

test('each owner has its own stable address', async () => {
  const addresses = await open('a');
  const first = addresses.allocate('pod-1');
  expect(addresses.allocate('pod-2')).not.toBe(first);
  expect(addresses.allocate('pod-1')).toBe(first);
  expect(first).toMatch(/^127\.\d+\.\d+\.\d+$/);
});

test('an address can be listened on', async () => {
  const addresses = await open('b');
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(8000, addresses.allocate('pod'), resolve);
  });
  await new Promise((resolve) => server.close(resolve));
});

test('two sandboxes with the same label never share an address', async () => {
  const [one, other] = [await open('same'), await open('same')];
  const block = (address: string): number => {
    const [, b = 0, c = 0] = address.split('.').map(Number);
    return b * 16 + (c >> 4);
  };
  expect(block(one.allocate('pod'))).not.toBe(block(other.allocate('pod')));
});

test('a restarted sandbox keeps its addresses', async () => {
  const database = Database.open();
  const before = await LoopbackAddresses.open(database, 'c');
  const address = before.allocate('pod');
  before.close();
  expect((await open('c', database)).allocate('pod')).toBe(address);
});

test('a released address is not reused immediately', async () => {
  const addresses = await open('d');
  const address = addresses.allocate('pod-1');
  addresses.release('pod-1');
  expect(addresses.allocate('pod-2')).not.toBe(address);
});

test('4,000 pods get distinct addresses', async () => {
  const addresses = await open('e');
  const given = new Set(Array.from({ length: 4_000 }, (_, pod) => addresses.allocate(`pod-${pod}`)));
  expect(given.size).toBe(4_000);
  expect(() => Array.from({ length: 200 }, (_, pod) => addresses.allocate(`more-${pod}`))).toThrow(
    'no loopback address left',
  );
});

test('addresses of one block move to another, and no other text does', () => {
  // Block 0 begins at 127.1.0.0, block 1 at 127.1.16.0, block 300 at 127.19.192.0.
  const text = '"127.1.0.2" 127.1.15.255:8000 127.1.16.0 127.0.0.1:443 10.127.1.0 1127.1.0.2';
  expect(moveAddresses(text, 0, 300)).toBe(
    '"127.19.192.2" 127.19.207.255:8000 127.1.16.0 127.0.0.1:443 10.127.1.0 1127.1.0.2',
  );
  expect(moveAddresses(text, 0, 0)).toBe(text);
});
