import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { identityOf, lives } from '../../../sandbox/control/identity.ts';
import { lock, lockedBy } from '../../../sandbox/control/lock.ts';
import { stateFolder } from '../../../sandbox/core/folder.ts';

const CONTENDER = fileURLToPath(new URL('contender.ts', import.meta.url));

function home(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** The files of a killed sandbox. */
function stale(root: string): string {
  mkdirSync(join(root, 'owners'), { recursive: true });
  writeFileSync(join(root, 'owners', '7'), JSON.stringify({ pid: process.pid, started: 'long ago' }));
  return root;
}

async function contender() {
  const child = spawn(process.execPath, ['--import', 'tsx', CONTENDER], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return async (order: object): Promise<string[]> => {
    child.stdin.write(JSON.stringify(order));
    const [line] = await once(child.stdout, 'data');
    return JSON.parse(String(line));
  };
}

test('one of four concurrent processes takes over a stale lock, 200 times', async () => {
  const root = home();
  const folders = Array.from({ length: 200 }, (_, index) => stale(join(root, String(index))));
  const contenders = await Promise.all(Array.from({ length: 4 }, contender));
  const order = { folders, start: Date.now() + 100, pace: 5 };
  const owned = (await Promise.all(contenders.map((contend) => contend(order)))).flat();
  expect(owned.sort()).toEqual([...folders].sort());
  expect(folders.flatMap((folder) => readdirSync(join(folder, 'owners')))).toEqual(folders.map(() => '8'));
});

test('a folder has no owner after its owner’s process ends', async () => {
  const folder = stateFolder({ SANDBOX_HOME: stale(home()) });
  expect(lockedBy(folder)).toBeUndefined();
  expect(lock(folder)).toBe(true);
  expect(lock(folder)).toBe(false);
  expect(lockedBy(folder)?.pid).toBe(process.pid);
});

test('a process is identified by its pid and start time', async () => {
  const child = spawn('sleep', ['60']);
  const identity = identityOf(child.pid!)!;
  expect(lives(identity)).toBe(true);
  expect(lives({ ...identity, pid: process.pid })).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(lives(identity)).toBe(false);
});
