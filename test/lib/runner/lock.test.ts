import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lock } from '../../../lib/runner/lock.ts';

describe('the lock of a run', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lock-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const leave = (token: string, port: number): Promise<void> =>
    writeFile(join(folder, `${token}.json`), JSON.stringify({ pid: 1, port, token, since: 1 }));

  it('refuses a second run with the pid of the first', async () => {
    const release = await lock(folder);
    await expect(lock(folder)).rejects.toMatchObject({
      code: 'RUN_UNDER_WAY',
      message: expect.stringContaining(String(process.pid)),
    });
    await release();
  });

  it('is free after its release, without leftovers', async () => {
    await (await lock(folder))();
    await (await lock(folder))();
    expect(await readdir(folder)).toEqual([]);
  });

  it('has one owner among eight simultaneous runs', async () => {
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => lock(folder)));
    const owners = all.filter((one) => one.status === 'fulfilled');
    expect(owners).toHaveLength(1);
    for (const { value } of owners) await value();
  });

  it('takes over from a killed run', async () => {
    const module = new URL('../../../lib/runner/lock.ts', import.meta.url).href;
    const script = `import(${JSON.stringify(module)}).then(async ({ lock }) => { await lock(${JSON.stringify(folder)}); console.log('held'); setInterval(() => {}, 1000); });`;
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), '-e', script]);
    await once(child.stdout, 'data');
    await expect(lock(folder)).rejects.toMatchObject({ message: expect.stringContaining(String(child.pid)) });
    child.kill('SIGKILL');
    await once(child, 'close');
    const release = await lock(folder);
    expect(await readdir(folder)).toHaveLength(1);
    await release();
  });

  it('is not held by another program on the port of a claim', async () => {
    const other = createServer((socket) => socket.end('220 mail.example.com ESMTP')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    await leave('gone', (other.address() as AddressInfo).port);
    const release = await lock(folder);
    await release();
    other.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is not held by a partly written claim', async () => {
    await writeFile(join(folder, 'half.json'), '{"pid": 1, "po');
    await (await lock(folder))();
  });
});
