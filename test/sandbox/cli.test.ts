import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const CLI = fileURLToPath(new URL('../../sandbox/cli.ts', import.meta.url));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line of a sandbox in its own folder. */
function laptop(own: NodeJS.ProcessEnv = {}) {
  const home = mkdtempSync(join(tmpdir(), 'sandbox-cli-'));
  const run = (...args: string[]): Promise<Outcome> =>
    new Promise((resolve) => {
      const env = { ...process.env, SANDBOX_HOME: join(home, 'state'), ...own };
      execFile(process.execPath, ['--import', 'tsx', CLI, ...args], { env }, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
      });
    });
  onTestFinished(async () => {
    if (existsSync(join(home, 'state', 'owners'))) await run('stop');
    rmSync(home, { recursive: true });
  });
  return { home: join(home, 'state'), run };
}

const json = ({ stdout }: Outcome) => JSON.parse(stdout);
test('start is idempotent, stop ends the process, and the next start has the same address and token', async () => {
  const { home, run } = laptop();
  expect((await run('status')).code).toBe(1);
  const first = json(await run('start', '--json'));
  expect(first).toMatchObject({ started: true, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
  expect(json(await run('start', '--json'))).toMatchObject({ started: false, pid: first.pid, url: first.url });
  expect((await run('status')).code).toBe(0);
  expect(statSync(join(home, 'token')).mode & 0o077).toBe(0);
  const token = readFileSync(join(home, 'token'), 'utf8');

  expect((await run('stop')).code).toBe(0);
  await expect(fetch(first.url)).rejects.toThrow('fetch failed');
  expect((await run('status')).code).toBe(1);
  const second = json(await run('start', '--json'));
  expect([second.url, readFileSync(join(home, 'token'), 'utf8')]).toEqual([first.url, token]);
});

test('a start after kill -9 ignores the stale endpoint and keeps the state', async () => {
  const { run } = laptop();
  const first = json(await run('start', '--json'));
  const headers = { authorization: `Bearer ${readFileSync(first.env.CLOUDSDK_AUTH_ACCESS_TOKEN_FILE, 'utf8')}` };
  const put = await fetch(`${first.url}/_sandbox/projects/my-own-project`, { method: 'PUT', headers });
  const before = json(await run('status', '--json')).now;
  process.kill(first.pid, 'SIGKILL');
  expect((await run('status')).code).toBe(1);
  const second = json(await run('start', '--json'));
  expect(second).toMatchObject({ started: true, url: first.url });
  const found = await fetch(`${second.url}/crm/v1/projects/my-own-project`, { headers });
  expect(await found.json()).toMatchObject((await put.json()) as object);
  expect(json(await run('status', '--json')).now).toBeGreaterThan(before);
});

test('stop does not signal a process that reused the pid of a killed sandbox', async () => {
  const { home, run } = laptop();
  const { pid } = json(await run('start', '--json'));
  process.kill(pid, 'SIGKILL');
  const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)', 'main.js']);
  onTestFinished(() => void other.kill());
  for (const name of ['endpoint.json', ...readdirSync(join(home, 'owners')).map((owner) => join('owners', owner))]) {
    const file = join(home, name);
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), pid: other.pid }));
  }
  expect(json(await run('stop', '--json'))).toEqual({ stopped: false });
  expect([other.exitCode, other.signalCode]).toEqual([null, null]);
  expect(json(await run('start', '--json'))).toMatchObject({ started: true });
});

test('two concurrent starts create one sandbox', async () => {
  const { run } = laptop();
  const [one, other] = (await Promise.all([run('start', '--json'), run('start', '--json')])).map(json);
  expect(one.pid).toBe(other.pid);
  expect([one.started, other.started].filter(Boolean)).toHaveLength(1);
});

test('two sandboxes run side by side', async () => {
  const [one, other] = [laptop(), laptop()];
  const [first, second] = (await Promise.all([one.run('start', '--json'), other.run('start', '--json')])).map(json);
  expect(first.url).not.toBe(second.url);
  await one.run('stop');
  expect((await other.run('status')).code).toBe(0);
});

test('reset deletes the sandbox’s state and keeps other files', async () => {
  const { home, run } = laptop();
  await run('start');
  writeFileSync(join(home, 'mine.txt'), 'x');
  expect((await run('reset')).code).toBe(0);
  expect(readdirSync(home)).toEqual(['mine.txt']);
});

test('env prints export lines with the tutorial’s variables', async () => {
  const { home, run } = laptop();
  const { stdout } = await run('env');
  expect(
    stdout
      .trim()
      .split('\n')
      .every((line) => /^export [A-Z_]+='[^']*'$/.test(line)),
  ).toBe(true);
  expect(stdout).toContain(`export CLOUDSDK_CONFIG='${join(home, 'gcloud')}'`);
  for (const name of [
    'PROJECT_ID',
    'PROJECT_NUMBER',
    'CLUSTER_NAME',
    'ZONE',
    'NAMESPACE',
    'HF_TOKEN',
    'GSBUCKET',
    'KSA_NAME',
  ]) {
    expect(stdout).toMatch(new RegExp(`^export ${name}='.+'$`, 'm'));
  }
});

test('faults are listed, added with parameters, and cleared', async () => {
  const { run } = laptop();
  expect((await run('fault', 'list')).stdout).toContain('  tpu-stockout');
  expect((await run('fault', 'add', 'tpu-stockout', 'zone=us-east5-b')).code).toBe(0);
  expect((await run('fault', 'list')).stdout).toMatch(/^\* tpu-stockout .*\n +zone=us-east5-b: /m);
  for (const [mistake, next] of [
    ['add nonsense', 'list'],
    ['add tpu-stockot zones=us-east5-b', 'add tpu-stockout zone=us-east5-b'],
    ['add tpu-stockout zone=mars', 'list'],
    ['add tpu-stockout zone', 'list'],
    ['clear nope', 'list'],
    ['clear tpu-stockot', 'clear tpu-stockout'],
  ] as const) {
    const { code, stderr } = await run('fault', ...mistake.split(' '));
    const [said, typed, ...more] = stderr.split('\n');
    expect([mistake, code, typed, more]).toEqual([mistake, 2, `npm run sandbox -- fault ${next}`, ['']]);
    expect(said).toMatch(/^(Unknown|Invalid)/);
  }
  expect((await run('fault', 'nonsense')).code).toBe(2);
  expect((await run('fault', 'clear')).code).toBe(0);
  expect(json(await run('fault', 'list', '--json')).active).toEqual([]);
});

test.each([
  [['nonsense'], /^Unknown command nonsense; choose one of: start, /, '--help'],
  [['staus'], /^Unknown command staus; did you mean status\?$/, 'status'],
  [['stat'], /^Unknown command stat; did you mean status\?$/, 'status'],
  [['constructor'], /^Unknown command constructor; choose/, '--help'],
  [['status', 'stray'], /^Unexpected argument "stray"$/, '--help'],
  [['fault', 'lst'], /^Unknown command fault lst; did you mean list\?$/, 'fault list'],
  [['fault', 'clear', 'api-slow', 'stray'], /^Unexpected argument "stray"$/, '--help'],
  [['--staus'], /^Unknown option '--staus'$/, '--help'],
  [[], /^Missing command$/, '--help'],
])(
  'a mistake on the command line (%j) ends with 2, says what it is, and starts nothing',
  async (args, message, next) => {
    const { home, run } = laptop();
    const { code, stderr } = await run(...args);
    const [said, typed] = stderr.split('\n');
    expect([code, said, typed]).toEqual([2, expect.stringMatching(message), `npm run sandbox -- ${next}`]);
    expect(existsSync(home)).toBe(false);
  },
);

test('start fails without a loop when the state folder cannot be created', async () => {
  const run = (place: string): Promise<Outcome> =>
    new Promise((resolve) => {
      const env = { ...process.env, SANDBOX_HOME: place };
      execFile(process.execPath, ['--import', 'tsx', CLI, 'start'], { env, timeout: 20_000 }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });
  for (const place of ['/proc/x/y', '/dev/null/x']) expect((await run(place)).code).toBe(1);
});

test.each(['abc', '0', '-1', 'Infinity'])('SANDBOX_SPEED=%s is refused', async (speed) => {
  const { run } = laptop({ SANDBOX_SPEED: speed });
  const { code, stderr } = await run('start');
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining(`Invalid SANDBOX_SPEED "${speed}": expected a number greater than 0`),
  ]);
});

test('a failed env disables gcloud and kubectl in the shell until an env succeeds', async () => {
  const { home } = laptop();
  const shell = (file: string): Promise<Outcome> =>
    new Promise((resolve) => {
      const line = `eval "$(node --import tsx "$CLI" env 2>/dev/null)"; echo "first: $?"; kubectl version --client; export SANDBOX_HOME="$GOOD"; eval "$(node --import tsx "$CLI" env)"; echo "then: $?"; kubectl version --client`;
      const env = { ...process.env, CLI, GOOD: home, SANDBOX_HOME: join(file, 'state') };
      execFile('bash', ['-c', line], { env }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });
  const { code, stdout, stderr } = await shell('/dev/null');
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^first: 1\nthen: 0\nClient Version/)]);
  expect(stderr).toMatch(/^kubectl: the sandbox did not start/);
});

test('--help prints the help and does not start the sandbox', async () => {
  const { home, run } = laptop();
  const { code, stdout } = await run('--help');
  expect(code).toBe(0);
  expect(stdout).toContain('npm run sandbox -- fault list');
  expect(existsSync(home)).toBe(false);
});

test('an interrupted start leaves no sandbox', async () => {
  const { home } = laptop();
  const env = { ...process.env, SANDBOX_HOME: home };
  const starting = spawn(process.execPath, ['--import', 'tsx', CLI, 'start'], { env, stdio: 'ignore' });
  const ended = once(starting, 'exit');
  await expect.poll(() => existsSync(join(home, 'owners')) && readdirSync(join(home, 'owners')).length > 0).toBe(true);
  const [owner] = readdirSync(join(home, 'owners'));
  const { pid } = JSON.parse(readFileSync(join(home, 'owners', owner!), 'utf8'));
  starting.kill('SIGTERM');
  await ended;
  const lives = (): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  await expect.poll(lives).toBe(false);
});
