import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { snapshot } from '../../../workshop/drills/sandbox.ts';
import { stateOf } from '../../../workshop/drills/stages.ts';
import { type Learner, learner } from '../workshop/learner.ts';
import { load } from './load-command.ts';

let own: Learner;
let folder: string;

beforeAll(async () => {
  own = await learner();
  const state = await own.with(async (session) => stateOf('serving', session));
  await snapshot('restore', state, own.environment);
  folder = await mkdtemp(join(tmpdir(), 'load-'));
});
afterAll(async () => {
  await own.clear();
  await rm(folder, { recursive: true, force: true });
});

it('measures the runbook server, and writes every report', async () => {
  const file = (name: string): string => join(folder, name);
  const files = ['--json', file('a.json'), '--csv', file('a.csv'), '--markdown', file('a.md'), '--svg', file('charts')];
  const what = ['--users', '16', '--stream', '--output', '100-200', '--duration', '2m'];
  const { code, output } = await load(own, [...what, ...files]);
  const json = JSON.parse(await readFile(file('a.json'), 'utf8'));
  expect(json).toMatchObject({ failed: 0, max_concurrency: 16, model_id: 'meta-llama/Llama-3.1-70B' });
  expect(json.completed).toBeGreaterThan(16);
  // Simulated time waits for this client, however busy the machine is.
  expect({ code, output }).toMatchObject({ code: 0 });
  expect(json.runbook.client_bottleneck).toBeNull();
  // Each of the 16 users has one request in flight: Little's law.
  const { throughput, latency, timeToFirstToken } = json.runbook.result;
  const inFlight = throughput.requests * latency.mean;
  expect(inFlight).toBeGreaterThan(0.7 * 16);
  expect(inFlight).toBeLessThanOrEqual(1.05 * 16);
  expect(timeToFirstToken.mean).toBeLessThan(latency.mean);
  expect((await readFile(file('a.csv'), 'utf8')).split('\r\n').length).toBeGreaterThan(20);
  expect(await readFile(file('a.md'), 'utf8')).toContain('| Model | meta-llama/Llama-3.1-70B |');
  expect(await readdir(file('charts'))).toContain('e2el.svg');

  const merged = await load(own, ['--merge', file('a.json'), file('a.json'), '--json', file('merged.json')]);
  expect(merged).toMatchObject({ code: 0 });
  expect(JSON.parse(await readFile(file('merged.json'), 'utf8')).completed).toBe(2 * json.completed);
});

it('measures many users as the server does, however busy the machine is', async () => {
  const file = join(folder, 'many.json');
  const what = ['--users', '128', '--stream', '--output', '100-200', '--duration', '2m', '--json', file];
  const busy = [0, 1].map(() => spawn(process.execPath, ['-e', 'for (;;);']));
  const { code, output } = await load(own, what).finally(() => {
    for (const each of busy) each.kill('SIGKILL');
  });
  expect({ code, output }).toMatchObject({ code: 0 });
  const { timeToFirstToken, clientQueue } = JSON.parse(await readFile(file, 'utf8')).runbook.result;
  // 128 users fit into the server's slots: but for the first moment, nobody waits.
  expect(timeToFirstToken.p50).toBeLessThan(0.2);
  expect(clientQueue.p99).toBeLessThan(0.05);
});

it('reports what it has after Ctrl-C, and exits with 130', async () => {
  const { code, output } = await load(own, ['--users', '4', '--output', '20', '--duration', '10h'], /requests\/s/);
  expect({ code, output }).toMatchObject({ code: 130 });
  expect(output).toMatch(/Requests +\d+ answered/);
});
