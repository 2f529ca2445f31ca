import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { mountTmpfs } from '../tmpfs.ts';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

/** A clone in a folder of the given name, whose packages are this one's. */
function clone(name: string) {
  const top = mkdtempSync(join(tmpdir(), 'clone-'));
  const root = join(top, name);
  const home = join(top, 'home');
  for (const part of ['sandbox', 'lib', 'package.json', 'package-lock.json']) {
    cpSync(join(REPOSITORY, part), join(root, part), { recursive: true });
  }
  const cache = join(root, 'node_modules', '.cache', 'sandbox');
  mkdirSync(cache, { recursive: true });
  for (const entry of readdirSync(join(REPOSITORY, 'node_modules'))) {
    if (entry === '.cache') continue;
    symlinkSync(join(REPOSITORY, 'node_modules', entry), join(root, 'node_modules', entry));
  }
  const sandbox = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      const options = { cwd: root, env: { ...process.env, SANDBOX_HOME: home } };
      execFile(process.execPath, ['--import', 'tsx', 'sandbox/cli.ts', ...args], options, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });
  onTestFinished(async () => {
    await sandbox('stop');
    rmSync(top, { recursive: true });
  });
  return { cache, sandbox };
}

test('a clone works in a folder of any name', async () => {
  const { cache, sandbox } = clone(`ä 测试 [x] 'q' "d" $HOME (1) +`);
  const { code, stderr } = await sandbox('start');
  expect([code, stderr]).toEqual([0, '']);
  expect(readdirSync(cache)).toHaveLength(1);
  expect((await sandbox('fault', 'list')).stdout).toContain('tpu-stockout');
});

test('the sandbox runs from its sources when the cache is not writable', async () => {
  const { cache, sandbox } = clone('read-only');
  mountTmpfs(cache, 'ro');
  const { code, stderr } = await sandbox('start');
  expect([code, stderr]).toEqual([0, '']);
  expect(readdirSync(cache)).toEqual([]);
});
