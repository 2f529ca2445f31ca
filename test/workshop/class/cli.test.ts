import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import * as exportScores from '../../../workshop/class/commands/export.ts';
import * as joinClass from '../../../workshop/class/commands/join.ts';
import * as reset from '../../../workshop/class/commands/reset.ts';
import * as start from '../../../workshop/class/commands/start.ts';
import * as status from '../../../workshop/class/commands/status.ts';

const CLI = fileURLToPath(new URL('../../../workshop/class/cli.ts', import.meta.url));

function run(...args: string[]): { readonly code: number; readonly error: string } {
  const home = mkdtempSync(join(tmpdir(), 'workshop-cli-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, WORKSHOP_HOME: home };
  try {
    execFileSync(process.execPath, ['--import', import.meta.resolve('tsx'), CLI, ...args], {
      cwd: home,
      env,
      stdio: 'pipe',
    });
    return { code: 0, error: '' };
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: Buffer };
    return { code: status, error: stderr.toString() };
  }
}

it.each([
  [[], 'Missing command'],
  [['strat'], 'did you mean start?'],
] as const)('%j is a usage error: %s', (args, text) => {
  const { code, error } = run(...args);
  expect([code, error]).toEqual([2, expect.stringContaining(text)]);
});

it.each([
  [start, [], '--learners N or --names FILE.csv is missing'],
  [start, ['--learners', 'x'], '--learners x'],
  [start, ['--learners', '2', '--names', 'x.csv'], 'contradict'],
  [start, ['--learners', '2', '--port', '80'], '--port 80'],
  [status, [], 'No class in'],
  [reset, [], 'NAME is missing'],
  [exportScores, ['--format', 'xml'], '--format xml'],
  [joinClass, ['https://h/join/aaaaaaaaaaaaaaaaaaaaaa'], 'lacks the fingerprint'],
] as const)('%s %j is a usage error: %s', async (command, args, text) => {
  const home = mkdtempSync(join(tmpdir(), 'workshop-cli-'));
  vi.stubEnv('WORKSHOP_HOME', home);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(home, { recursive: true, force: true });
  });
  await expect(command.run(args)).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining(text) });
});

it('says which port is in use, and names another one', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const { code, error } = run('start', '--learners', '1', '--port', String(port));
  server.close();
  expect(code).toBe(1);
  expect(error).toContain(`Port ${port} of 127.0.0.1 is in use`);
  expect(error.trimEnd()).toMatch(/npm run workshop -- start --learners 1 .*--port \d+$/);
});
