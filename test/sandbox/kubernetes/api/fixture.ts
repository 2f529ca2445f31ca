import { type ExecFileException, execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Clock } from '../../../../sandbox/core/clock.ts';
import { Database } from '../../../../sandbox/core/database.ts';
import { sandboxTls } from '../../../../sandbox/core/tls.ts';
import type { World } from '../../../../sandbox/core/world.ts';
import type { ApiContext } from '../../../../sandbox/kubernetes/api/context.ts';
import { listenApi } from '../../../../sandbox/kubernetes/api/listen.ts';
import { STORED } from '../../../../sandbox/kubernetes/resources/types.ts';
import type { PodRuntime } from '../../../../sandbox/kubernetes/runtime.ts';
import { Store } from '../../../../sandbox/kubernetes/store/store.ts';

/** The result of a kubectl call. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function createWorld(options: { database?: Database; clock?: Clock; faults?: World['faults'] } = {}): World {
  return {
    clock: options.clock ?? new Clock({ start: Date.parse('2026-11-22T12:00:00Z') }),
    database: options.database ?? Database.open(),
    seed: 1,
    token: 'token-of-the-test',
    addresses: { many: true, allocate: () => '127.0.0.1', release: () => {} },
    faults: options.faults ?? { active: () => undefined },
    durations: {} as World['durations'],
    log: () => {},
  };
}

/** The API server without kubelets: no pod runs. */
const idle: PodRuntime = {
  logs: () => undefined,
  running: () => new Map(),
  listener: () => undefined,
};

/** An API server without controllers, and the real kubectl that talks to it. */
export async function startApi(options: { world?: World; runtime?: PodRuntime; port?: number } = {}) {
  const world = options.world ?? createWorld();
  const folder = mkdtempSync(join(tmpdir(), 'api-test-'));
  const store = new Store(world, 'test', STORED);
  const tls = await sandboxTls(world);
  const context: ApiContext = {
    world,
    store,
    version: '1.33.5-gke.1080000',
    admit: (object) => object,
    runtime: options.runtime ?? idle,
  };
  const api = await listenApi(context, tls, options.port);
  for (const name of ['default', 'kube-system']) {
    if (store.get('namespaces', undefined, name)) continue;
    store.create('namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
  }
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, JSON.stringify(config(api.endpoint, tls.ca, world.token)));
  const environment = { ...process.env, KUBECONFIG: kubeconfig, KUBECACHEDIR: join(folder, 'cache'), HOME: folder };

  function kubectl(args: readonly string[], input?: string, binary = 'kubectl'): Promise<Outcome> {
    return new Promise((resolve) => {
      const done = (error: ExecFileException | null, stdout: string, stderr: string): void =>
        resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
      const child = execFile(binary, [...args], { env: environment, maxBuffer: 1 << 26 }, done);
      child.stdin!.end(input ?? '');
    });
  }

  return {
    ...api,
    context,
    store,
    world,
    tls,
    folder,
    environment,
    kubectl,
    /** A request as any HTTP client sends it, with the token. */
    request: (path: string, init: RequestOptions = {}) => exchange(api.port, tls.ca, world.token, path, init),
    async stop(): Promise<void> {
      await api.close();
      world.clock.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function config(endpoint: string, ca: string, token: string): object {
  const cluster = {
    server: `https://${endpoint}`,
    'certificate-authority-data': Buffer.from(ca).toString('base64'),
  };
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [{ name: 'test', cluster }],
    users: [{ name: 'test', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
  };
}

export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | object;
}

// biome-ignore lint/suspicious/noExplicitAny: tests look at answers of any shape
export type Answer = { readonly status: number; readonly headers: Headers; readonly text: string; readonly json: any };

async function exchange(port: number, ca: string, token: string, path: string, init: RequestOptions): Promise<Answer> {
  const { request } = await import('node:https');
  const raw = typeof init.body === 'string' || Buffer.isBuffer(init.body);
  const payload = raw ? (init.body as string | Buffer) : init.body && JSON.stringify(init.body);
  const headers = {
    authorization: `Bearer ${token}`,
    ...(payload !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
    ...init.headers,
  };
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, ca, method: init.method ?? 'GET', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const known = Object.entries(response.headers).map(([name, value]): [string, string] => [name, String(value)]);
        const json = text.startsWith('{') ? JSON.parse(text.split('\n')[0]!) : undefined;
        resolve({ status: response.statusCode!, headers: new Headers(known), text, json });
      });
    });
    sent.on('error', reject);
    sent.end(payload);
  });
}
