import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { type Learner, readClass, writeClass } from '../../../workshop/class/class-file.ts';
import * as exportScores from '../../../workshop/class/commands/export.ts';
import * as joinClass from '../../../workshop/class/commands/join.ts';
import * as remove from '../../../workshop/class/commands/remove.ts';
import * as reset from '../../../workshop/class/commands/reset.ts';
import * as start from '../../../workshop/class/commands/start.ts';
import * as status from '../../../workshop/class/commands/status.ts';
import { classFolder } from '../../../workshop/class/folder.ts';

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
  [remove, [], 'NAME is missing'],
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

/** A class that was started with --trust-learners, and is stopped. */
async function trustingClass(learners: readonly Learner[] = []): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'workshop-cli-'));
  vi.stubEnv('WORKSHOP_HOME', home);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    rmSync(home, { recursive: true, force: true });
  });
  await writeClass(classFolder(), {
    ...{ startedAt: '2026-01-01T00:00:00.000Z', secret: 's', isolation: 'none', learners },
    ...{ address: '127.0.0.1', host: '127.0.0.1', port: 18_641 },
  });
}

it('keeps learners apart again at the next start without --trust-learners', async () => {
  await trustingClass();
  vi.stubEnv('PATH', '');
  await expect(start.run([])).rejects.toMatchObject({
    code: 'COMMAND_MISSING',
    message: expect.stringContaining('bubblewrap'),
  });
});

it('says in the status that learners are not kept apart', async () => {
  await trustingClass();
  const said = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  expect(await status.run([])).toBe(1);
  expect(said.mock.calls.flat().join('\n')).toContain('--trust-learners');
  await status.run(['--json']);
  expect(JSON.parse(said.mock.calls.at(-1)![0])).toMatchObject({ isolation: 'none' });
});

it('takes a learner out of the class, and sets the files aside', async () => {
  const [ana, bo] = ['ana', 'bo'].map((name, number) => ({ name, label: name, secret: name, number }));
  await trustingClass([ana!, bo!]);
  const said = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const folder = classFolder();
  mkdirSync(folder.learner('bo').home, { recursive: true });
  await expect(remove.run(['ana', 'di'])).rejects.toMatchObject({ code: 'USAGE' });
  expect(await remove.run(['bo', '--json'])).toBe(0);
  expect((await readClass(folder))!.learners).toEqual([ana]);
  expect([existsSync(folder.learner('bo').root), readdirSync(folder.removed)]).toEqual([
    false,
    [expect.stringMatching(/^bo-/)],
  ]);
  expect(readFileSync(folder.sheet, 'utf8')).not.toContain('/join/bo');
  expect(JSON.parse(said.mock.calls.at(-1)![0])).toMatchObject({ removed: ['bo'] });
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
