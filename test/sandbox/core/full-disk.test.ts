import { existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Database } from '../../../sandbox/core/database.ts';
import { startSandbox } from '../../../sandbox/sandbox.ts';
import { mountTmpfs } from '../tmpfs.ts';

/** A real file system of so many KiB. */
function disk(size: number) {
  const folder = mkdtempSync(join(tmpdir(), 'full-disk-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mountTmpfs(folder, `size=${size}k`);
  const filler = join(folder, 'filler');
  return {
    journal: join(folder, 'journal'),
    /** @param left bytes that stay free, in pages */
    fill(left = 0): void {
      rmSync(filler, { force: true });
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - left)));
    },
    free: () => rmSync(filler),
  };
}

const found = (file: string) => Object.fromEntries(Database.open(file).collection('c').entries());

test('a change on a full disk is logged, and written when the disk has space', async () => {
  const { journal, fill, free } = disk(64);
  const told: string[] = [];
  const database = Database.open(journal, (line) => told.push(line));
  const collection = database.collection('c');
  collection.put('before', 1);
  fill();
  const text = 'x'.repeat(5_000);
  for (let round = 0; round < 3; round++) collection.put('while', `${round} ${text}`);
  collection.delete('before');
  expect(database.trouble()).toContain('ENOSPC');
  expect(found(journal)).toEqual({ before: 1 });
  free();
  await expect.poll(() => database.trouble()).toBeUndefined();
  collection.put('after', 2);
  expect(found(journal)).toEqual({ while: `2 ${text}`, after: 2 });
  expect(told).toEqual([expect.stringContaining('ENOSPC'), expect.stringContaining('complete again')]);
});

test('a journal that cannot be compacted on a full disk stays in use and loses nothing', () => {
  const { journal, fill } = disk(16 * 1024);
  const told: string[] = [];
  const database = Database.open(journal, (line) => told.push(line));
  const collection = database.collection('c');
  const megabyte = 'x'.repeat(1 << 20);
  for (let n = 0; n < 7; n++) collection.put(`kept ${n}`, megabyte);
  fill(3 << 20);
  for (let n = 0; n < 2; n++) collection.put('last', `${n} ${megabyte}`);
  expect(told).toEqual([expect.stringContaining('Cannot compact the journal')]);
  expect(existsSync(`${journal}.compacted`)).toBe(false);
  collection.put('small', 'after');
  expect(database.trouble()).toBeUndefined();
  const state = found(journal);
  expect([Object.keys(state).length, String(state.last).slice(0, 2), state.small]).toEqual([9, '1 ', 'after']);
});

test('a sandbox starts on a full disk, drops the incomplete line, and returns 503 for changes', async () => {
  const { journal, fill, free } = disk(64);
  writeFileSync(journal, '["c","kept",1]\n["c","torn');
  fill();
  const told: string[] = [];
  const sandbox = await startSandbox({
    token: 'token',
    journal,
    start: 0,
    speed: 1,
    log: (line) => told.push(line),
  });
  onTestFinished(() => sandbox.close());
  const ask = (path: string, body?: object) =>
    fetch(`${sandbox.url}${path}`, {
      headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
  const bucket = () => ask('/storage/v1/b?project=vllm-tpu-sandbox', { name: 'kept-bucket', padding: 'x' });
  for (let n = 0; sandbox.world.database.trouble() === undefined; n++) {
    sandbox.world.database.collection('filling').put(String(n), 'x'.repeat(1_000));
  }
  const refused = await bucket();
  expect(refused.status).toBe(503);
  expect(((await refused.json()) as { error: { message: string } }).error.message).toContain('ENOSPC');
  expect((await ask('/_sandbox/status')).status).toBe(200);
  free();
  await expect.poll(async () => (await bucket()).status).toBe(200);
  expect(Database.open(journal).collection('c').get('kept')).toBe(1);
});
