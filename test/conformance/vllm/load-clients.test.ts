import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { REPO } from '../../e2e/laptop.ts';
import { MODEL, startServer } from '../../sandbox/vllm/server/replica-server.ts';

/*
 * Foreign load clients and ours, each against a server of its own: the server has to have answered what the client
 * counts. Each client sends what a person would type.
 */

const CLIENTS = 8;
const TOKENS = 16;
const BODY = JSON.stringify({ model: MODEL, prompt: 'San Francisco is a', max_tokens: TOKENS, ignore_eos: true });

interface Counted {
  readonly answered: number;
  readonly failed: number;
  /** Requests at the end that the client does not count, though the server may have answered them. */
  readonly open: number;
}

interface Sending {
  readonly url: string;
  readonly folder: string;
}

const CLIENT: Readonly<Record<string, (sending: Sending) => Promise<Counted>>> = {
  ab: async ({ url, folder }) => {
    const file = join(folder, 'body.json');
    await writeFile(file, BODY);
    const load = ['-q', '-n', '200', '-c', `${CLIENTS}`, '-k', '-l', '-p', file, '-T', 'application/json'];
    const { stdout } = await promisify(execFile)('ab', [...load, `${url}/v1/completions`]);
    const count = (label: string): number => Number(new RegExp(`^${label}:\\s+(\\d+)`, 'm').exec(stdout)?.[1] ?? 0);
    return {
      answered: count('Complete requests'),
      failed: count('Failed requests') + count('Non-2xx responses'),
      open: 0,
    };
  },
  autocannon: async ({ url }) => {
    const program = createRequire(import.meta.url).resolve('autocannon');
    const load = ['--amount', '200', '--connections', `${CLIENTS}`, '--json', '--no-progress'];
    const request = ['-m', 'POST', '-H', 'content-type=application/json', '-b', BODY];
    const { stdout } = await promisify(execFile)(process.execPath, [
      program,
      ...load,
      ...request,
      `${url}/v1/completions`,
    ]);
    const { '2xx': answered, non2xx, errors } = JSON.parse(stdout) as Record<string, number>;
    return { answered: answered!, failed: non2xx! + errors!, open: 0 };
  },
  wrk: async ({ url }) => {
    const script = join(REPO, 'test/bench/load/post.lua');
    const { stdout } = await promisify(execFile)(
      'wrk',
      ['-t1', `-c${CLIENTS}`, '-d2s', '-s', script, `${url}/v1/completions`],
      {
        env: { ...process.env, BODY },
      },
    );
    const failed = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0);
    return { answered: Number(/(\d+) requests in/.exec(stdout)![1]), failed, open: CLIENTS };
  },
  ours: async ({ url, folder }) => {
    const file = join(folder, 'result.json');
    const load = ['--url', url, '--model', MODEL, '--users', `${CLIENTS}`, '--duration', '2s', '--json', file];
    const shape = ['--input', '5', '--output', `${TOKENS}`, '--ignore-eos'];
    // On a busy machine it ends with 1, and calls itself the bottleneck: it has counted all the same.
    await promisify(execFile)(process.execPath, ['--import', 'tsx', 'runbook/commands/load.ts', ...load, ...shape], {
      cwd: REPO,
      env: { ...process.env, TARGET: 'gke', RUNBOOK_HOME: folder },
    }).catch((error: { code: number; stderr: string }) => expect(error.code, error.stderr).toBe(1));
    const { completed, failed } = JSON.parse(await readFile(file, 'utf8')) as Record<string, number>;
    return { answered: completed!, failed: failed!, open: CLIENTS };
  },
};

test.each(Object.keys(CLIENT))('%s counts the answers that the server counts, and no failure', async (name) => {
  const server = await startServer({ pace: 200 });
  const folder = await mkdtemp(join(tmpdir(), 'load-clients-'));
  onTestFinished(async () => {
    server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const { answered, failed, open } = await CLIENT[name]!({ url: server.url, folder });
  const labels = `engine="0",finished_reason="length",model_name="${MODEL}"`;
  const known = await server.metric(`vllm:request_success_total{${labels}}`);
  expect(answered).toBeGreaterThan(CLIENTS);
  expect(failed).toBe(0);
  expect(known).toBeGreaterThanOrEqual(answered);
  expect(known).toBeLessThanOrEqual(answered + open);
});
