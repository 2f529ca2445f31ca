import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findProcess } from '../../../lib/background/find.ts';
import { packed, unpacked } from '../../../lib/background/order.ts';
import { claimRecord, readRecord, removeRecord } from '../../../lib/background/record.ts';
import { loadConfig, secretsOf } from '../../../lib/config/index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'record-'));
});
afterAll(() => rm(folder, { recursive: true }));

const record = (token: string, port = 9) => ({ port, token, pid: process.pid });

it('gives a record to the first of two claims', async () => {
  const file = join(folder, 'a/claimed.json');
  expect(await claimRecord(file, record('first'))).toBe(true);
  expect(await claimRecord(file, record('second'))).toBe(false);
  expect(await readRecord(file)).toMatchObject({ token: 'first' });
  expect((await stat(file)).mode & 0o077).toBe(0);
});

it('removes only the record of its own process', async () => {
  const file = join(folder, 'removed.json');
  await claimRecord(file, record('mine'));
  await removeRecord(file, 'another');
  expect(existsSync(file)).toBe(true);
  await removeRecord(file, 'mine');
  expect(existsSync(file)).toBe(false);
});

it('does not mistake another program on the port for the process', async () => {
  const asked: string[] = [];
  const other = createServer((request, response) => {
    asked.push(request.method ?? '');
    response.writeHead(401).end();
  });
  await once(other.listen(0, '127.0.0.1'), 'listening');
  const file = join(folder, 'stale.json');
  await claimRecord(file, record('mine', (other.address() as AddressInfo).port));
  expect(await findProcess(file)).toBeUndefined();
  expect(existsSync(file)).toBe(false);
  expect(asked).toEqual(['GET']);
  other.close();
});

it('passes on a configuration unchanged, with secrets', () => {
  const config = loadConfig({
    environment: { EXPOSE: 'public', LEARNER: 'ana', ZONES: 'us-east5-a' },
    target: 'sandbox',
  });
  const again = unpacked(JSON.parse(JSON.stringify(packed(config))));
  expect(packed(again)).toEqual(packed(config));
  expect(secretsOf(again)).toEqual(secretsOf(config));
  expect(JSON.stringify(again)).not.toContain(secretsOf(config)[0]);
});
