import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { program } from '../../../../sandbox/control/program.ts';
import type { PodRuntime, RunningContainer } from '../../../../sandbox/kubernetes/runtime.ts';
import { startApi } from '../../kubernetes/api/fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'port-forward-'));
const web = createServer(async (request, response) => {
  let length = 0;
  for await (const chunk of request) length += chunk.length;
  response.end(`${request.method} ${request.url} ${length}`);
});
const container: RunningContainer = {
  listens: (port) => port === 8000,
  accept: (_port, socket) => void web.emit('connection', socket),
  stop: () => {},
};
const runtime: PodRuntime = {
  logs: () => undefined,
  running: () => new Map([['web', container]]),
  listener: (_uid, port) => (port === 8000 ? container : undefined),
};
const children: ChildProcess[] = [];
let api: Awaited<ReturnType<typeof startApi>>;

beforeAll(async () => {
  api = await startApi({ runtime });
  const pod = (name: string, phase: string) =>
    api.store.create('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace: 'default', name, labels: { app: name } },
      spec: { nodeName: 'node', containers: [{ name, image: name, ports: [{ name: 'http', containerPort: 8000 }] }] },
      status: { phase },
    });
  pod('web', 'Running');
  pod('late', 'Pending');
  for (const app of ['web', 'late', 'nobody']) {
    const ports = [
      { name: 'http', port: 80, targetPort: 'http' },
      { name: 'closed', port: 81, targetPort: 9999 },
    ];
    const metadata = { namespace: 'default', name: app };
    api.store.create('services', { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { app }, ports } });
  }
  writeFileSync(join(folder, 'token'), 'token-of-the-test');
});
afterAll(async () => {
  for (const child of children) child.kill();
  await api.stop();
  rmSync(folder, { recursive: true });
});

interface Forwarding {
  /** Of the local port; undefined when there is none. */
  readonly url: string | undefined;
  readonly ended: Promise<{ code: number; stderr: string }>;
}

async function forward(...words: string[]): Promise<Forwarding> {
  const env = { ...api.environment, CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: join(folder, 'token') };
  const args = [...(await program('clis/kubectl')), 'port-forward', ...words, '--address=127.0.0.1'];
  const child = spawn(process.execPath, args, { env });
  children.push(child);
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number, stderr }));
  const [line] = await Promise.race([once(child.stdout, 'data'), ended.then(() => [''])]);
  const [, address] = /^Forwarding from (127\.0\.0\.1:\d+) -> \d+\n/.exec(String(line)) ?? [];
  return { url: address && `http://${address}`, ended };
}

it("forwards any number of connections from a service's port to a pod's", async () => {
  const { url } = await forward('service/web', ':80');
  const answers = await Promise.all(
    [1, 2, 3].map(async (n) => {
      const response = await fetch(`${url}/${n}`, { method: 'POST', body: 'x'.repeat(n * 100_000) });
      return response.text();
    }),
  );
  expect(answers).toEqual(['POST /1 100000', 'POST /2 200000', 'POST /3 300000']);
});

it('forwards connections to a pod', async () => {
  const { url } = await forward('pod/web', ':8000');
  expect(await (await fetch(`${url}/1`)).text()).toBe('GET /1 0');
});

it('listens on the given local port', async () => {
  const { url } = await forward('service/web', ':80');
  const { port } = new URL(url!);
  children.at(-1)!.kill();
  await once(children.at(-1)!, 'close');
  expect((await forward('service/web', `${port}:80`)).url).toBe(url);
});

it('reports a closed port like a node and exits', async () => {
  const { url, ended } = await forward('service/web', ':81');
  await expect(fetch(url!)).rejects.toThrow();
  const { code, stderr } = await ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/error forwarding port 9999 to pod .*connection refused/);
  expect(stderr).toMatch(/error: lost connection to pod\n$/);
});

it.each([
  ['service/late', ':80', 'error: unable to forward port because pod is not running. Current status=Pending\n'],
  ['service/web', ':82', 'error: Service web does not have a service port 82\n'],
  ['service/nobody', ':80', 'error: timed out waiting for the condition\n'],
  ['pod/late', ':80', 'error: unable to forward port because pod is not running. Current status=Pending\n'],
  ['pod/none', ':80', 'Error from server (NotFound): pods "none" not found\n'],
  ['service/none', ':80', 'Error from server (NotFound): services "none" not found\n'],
])('ends with 1 for %s %s', async (service, port, stderr) => {
  const { url, ended } = await forward(service, port);
  expect(url).toBeUndefined();
  expect(await ended).toEqual({ code: 1, stderr });
});
