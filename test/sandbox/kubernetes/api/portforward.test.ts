import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PodRuntime, RunningContainer } from '../../../../sandbox/kubernetes/runtime.ts';
import { startApi } from './fixture.ts';

let api: Awaited<ReturnType<typeof startApi>>;
const children: ChildProcess[] = [];

const web = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => response.end(`${request.method} ${request.url} ${Buffer.concat(chunks).length}`));
});
const container: RunningContainer = {
  listens: (port) => port === 8000,
  accept: (_port, socket: Duplex) => void web.emit('connection', socket),
  stop: () => {},
};
const runtime: PodRuntime = {
  logs: () => undefined,
  running: () => new Map([['web', container]]),
  listener: (_uid, port) => (port === 8000 ? container : undefined),
};

beforeAll(async () => {
  api = await startApi({ runtime });
  api.store.create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'default', name: 'web' },
    spec: { nodeName: 'node', containers: [{ name: 'web', image: 'web' }] },
    status: { phase: 'Running' },
  });
});
afterAll(async () => {
  for (const child of children) child.kill();
  await api.stop();
});

async function forward(binary: string, port: number): Promise<{ url: string; stderr: () => string }> {
  const child = spawn(binary, ['port-forward', 'pod/web', `:${port}`], { env: api.environment });
  children.push(child);
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [line] = await once(child.stdout, 'data');
  return { url: `http://127.0.0.1:${/127\.0\.0\.1:(\d+)/.exec(String(line))![1]}`, stderr: () => stderr };
}

test('kubectl forwards any number of connections', async () => {
  const { url } = await forward('kubectl', 8000);
  const answers = await Promise.all(
    [1, 2, 3].map(async (n) => {
      const response = await fetch(`${url}/${n}`, { method: 'POST', body: 'x'.repeat(n * 100_000) });
      return response.text();
    }),
  );
  expect(answers).toEqual(['POST /1 100000', 'POST /2 200000', 'POST /3 300000']);
});

test('a port on which nothing listens is reported as by a node', async () => {
  const { url, stderr } = await forward('kubectl', 9999);
  await expect(fetch(url)).rejects.toThrow();
  await expect.poll(stderr).toMatch(/error forwarding port 9999 to pod .*connection refused/);
});

test('exec and cp are refused with a clear status', async () => {
  const exec = await api.kubectl(['exec', 'web', '--', 'ls']);
  expect(exec.code).toBe(1);
  expect(exec.stderr).toContain('pods/exec is not supported');
});

test('a stopped API closes forwarded connections, like a deleted control plane', async () => {
  const other = await startApi({ runtime });
  other.store.create('pods', api.store.get('pods', 'default', 'web')!);
  const child = spawn('kubectl', ['port-forward', 'pod/web', ':8000'], { env: other.environment });
  children.push(child);
  const [line] = await once(child.stdout, 'data');
  const ended = once(child, 'close');
  await fetch(`http://127.0.0.1:${/127\.0\.0\.1:(\d+)/.exec(String(line))![1]}`);
  await other.stop();
  expect((await ended)[0]).toBe(1);
});
