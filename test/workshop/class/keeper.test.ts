import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { type Keeping, keep, kept, release } from '../../../workshop/class/keeper.ts';

function keeping(...command: string[]): Keeping {
  const folder = mkdtempSync(join(tmpdir(), 'keeper-'));
  const record = join(folder, 'pid');
  onTestFinished(() => {
    release(record, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  const keeper = fileURLToPath(new URL('../../../workshop/class/keeper.sh', import.meta.url));
  return { keeper, record, log: join(folder, 'log'), command, folder, environment: { PATH: process.env.PATH } };
}

it('starts a command again when it fails, and ends with it when it succeeds', async () => {
  const one = keeping('/bin/sh', '-c', 'echo once; [ "$(wc -l < log)" -ge 2 ]');
  await keep(one);
  await expect.poll(() => readFileSync(one.log, 'utf8'), { timeout: 10_000 }).toBe('once\nonce\n');
  await expect.poll(() => kept(one.record), { timeout: 10_000 }).toBeUndefined();
});

it('knows its process by the start time, not by a number that another process may have', async () => {
  const one = keeping('sleep', '60');
  await keep(one);
  await expect.poll(() => kept(one.record)?.pid, { timeout: 10_000 }).toBeGreaterThan(1);
  const { pid, started } = kept(one.record)!;
  const { writeFileSync } = await import('node:fs');
  writeFileSync(one.record, `${pid} ${started}0\n`);
  expect(kept(one.record)).toBeUndefined();
  writeFileSync(one.record, `${pid} ${started}\n`);
  expect(kept(one.record)?.pid).toBe(pid);
  expect(release(one.record)).toBe(true);
  await expect.poll(() => kept(one.record), { timeout: 10_000 }).toBeUndefined();
});

it.runIf(existsSync('/proc/self/fd'))('keeps no log open', async () => {
  const one = keeping('sleep', '60');
  await keep(one);
  const open = readdirSync('/proc/self/fd').map((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`);
    } catch {
      return '';
    }
  });
  expect(open).not.toContain(one.log);
});

it('rejects where the command cannot be started', async () => {
  const one = keeping('sleep', '60');
  await expect(keep({ ...one, folder: join(one.folder, 'absent') })).rejects.toMatchObject({ code: 'ENOENT' });
});
