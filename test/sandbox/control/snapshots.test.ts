import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { callControl, readEndpoint } from '../../../sandbox/control/client.ts';
import { reset, running, start, stop } from '../../../sandbox/control/process.ts';
import { SNAPSHOT_VERBS } from '../../../sandbox/control/snapshot-commands.ts';
import { deleteSnapshot, listSnapshots, restoreSnapshot, saveSnapshot } from '../../../sandbox/control/snapshots.ts';
import { type StateFolder, stateFolder } from '../../../sandbox/core/folder.ts';

const top = mkdtempSync(join(tmpdir(), 'snapshots-'));
const homes = ['one', 'two'].map((name) => stateFolder({ SANDBOX_HOME: join(top, name) }));
const [one, two] = homes as [StateFolder, StateFolder];
const PARENT = 'projects/vllm-tpu-sandbox/locations/us-east5/clusters';
const CONTEXT = 'gke_vllm-tpu-sandbox_us-east5_c';

interface Cluster {
  readonly endpoint?: string;
  readonly masterAuth: { readonly clusterCaCertificate: string };
}

async function api<T>(folder: StateFolder, method: string, path: string, body?: unknown): Promise<T> {
  const { url } = readEndpoint(folder)!;
  const headers = { authorization: `Bearer ${readFileSync(folder.token, 'utf8')}`, 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return (await fetch(`${url}/${path}`, { method, headers, ...sent })).json() as Promise<T>;
}

const cluster = (folder: StateFolder) => api<Cluster>(folder, 'GET', `container/v1/${PARENT}/c`);
/** A control plane answers a little after its sandbox. */
const endpointOf = (folder: StateFolder): Promise<string> =>
  vi.waitFor(
    async () => {
      const { endpoint } = await cluster(folder);
      if (endpoint === undefined) throw new Error('no endpoint');
      return endpoint;
    },
    { timeout: 20_000 },
  );
/** All loopback addresses that a sandbox's pods have or had. The range of a node's pods can be 10.127.0.0/24. */
const loopbacks = (folder: StateFolder): string[] => [
  ...new Set(readFileSync(folder.journal, 'utf8').match(/(?<![\d.])127(?:\.\d+){3}(?![\d.])/g)),
];
const bucketNames = async (folder: StateFolder) => {
  const path = 'storage/v1/b?project=vllm-tpu-sandbox';
  const { items = [] } = await api<{ items?: { name: string }[] }>(folder, 'GET', path);
  return items.map(({ name }) => name);
};

/** Two sandboxes in turn, so that the whole file needs few starts. */
beforeAll(async () => {
  const scenario = join(top, 'scenario.yaml');
  writeFileSync(scenario, 'durations: { clusterCreate: 1s }');
  process.env.SANDBOX_SCENARIO = scenario;
  await start(one);
  await api(one, 'POST', `container/v1/${PARENT.replace('/clusters', '')}/clusters`, {
    cluster: { name: 'c', initialNodeCount: 1 },
  });
  await endpointOf(one);
  const server = 'https://127.0.0.1:1';
  mkdirSync(join(one.kubeconfig, '..'), { recursive: true });
  writeFileSync(one.kubeconfig, JSON.stringify({ kind: 'Config', clusters: [{ name: CONTEXT, cluster: { server } }] }));
  await api(one, 'POST', 'storage/v1/b?project=vllm-tpu-sandbox', { name: 'before', location: 'us-east5' });
  await vi.waitFor(() => expect(loopbacks(one)).not.toEqual([]), { timeout: 20_000 });
  await saveSnapshot(one, 'before');
  await api(one, 'POST', 'storage/v1/b?project=vllm-tpu-sandbox', { name: 'after', location: 'us-east5' });
});
afterAll(async () => {
  delete process.env.SANDBOX_SCENARIO;
  await Promise.all(homes.map(stop));
  rmSync(top, { recursive: true, force: true });
});

test('a snapshot holds no token, certificate or port', () => {
  const text = gunzipSync(readFileSync(join(one.snapshots, 'before.snapshot'))).toString('utf8');
  expect(text).not.toContain(readFileSync(one.token, 'utf8'));
  expect(text).not.toContain('PRIVATE KEY');
  expect(text.split('\n').filter((line) => /^\["(port|tls|addressBlock)"/.test(line))).toEqual([]);
});

test('restores the state that was saved, under the same address', async () => {
  const { url } = readEndpoint(one)!;
  const { endpoint } = await cluster(one);
  const { now } = (await callControl(one, 'GET', 'status')).body;
  expect(await bucketNames(one)).toEqual(['after', 'before']);
  const restored = await restoreSnapshot(one, 'before');
  expect(await bucketNames(one)).toEqual(['before']);
  expect(restored.url).toBe(url);
  expect(restored.status.now).toBeLessThanOrEqual(now);
  expect(await endpointOf(one)).toBe(endpoint);
});

test('saves a stopped sandbox as well', async () => {
  await stop(one);
  await saveSnapshot(one, 'stopped');
  await restoreSnapshot(one, 'stopped');
  expect(await bucketNames(one)).toEqual(['before']);
});

describe('another sandbox', () => {
  beforeAll(async () => {
    mkdirSync(two.snapshots, { recursive: true });
    copyFileSync(join(one.snapshots, 'before.snapshot'), join(two.snapshots, 'before.snapshot'));
    await restoreSnapshot(two, 'before');
  });

  test('restores a copy beside the running first one', async () => {
    expect(await bucketNames(two)).toEqual(['before']);
    expect(readEndpoint(two)!.url).not.toBe(readEndpoint(one)!.url);
    expect((await cluster(two)).endpoint).not.toBe((await cluster(one)).endpoint);
  });

  test('has its own token and certificate', async () => {
    const [first, second] = await Promise.all([cluster(one), cluster(two)]);
    expect(second.masterAuth.clusterCaCertificate).not.toBe(first.masterAuth.clusterCaCertificate);
    const { url } = readEndpoint(two)!;
    const foreign = { authorization: `Bearer ${readFileSync(one.token, 'utf8')}` };
    expect((await fetch(`${url}/_sandbox/status`, { headers: foreign })).status).toBe(401);
  });

  test('has a kubeconfig that names its own cluster', async () => {
    const { endpoint, masterAuth } = await cluster(two);
    expect(parse(readFileSync(two.kubeconfig, 'utf8')).clusters).toEqual([
      {
        name: CONTEXT,
        cluster: {
          server: `https://${endpoint}`,
          'certificate-authority-data': masterAuth.clusterCaCertificate,
        },
      },
    ]);
  });

  test('has addresses of its own block only', () => {
    const first = loopbacks(one);
    const second = loopbacks(two);
    expect(second).not.toEqual([]);
    expect(second.filter((address) => first.includes(address))).toEqual([]);
  });
});

test.each(['absent', '../journal', ''])('refuses to restore %j, and changes nothing', async (name) => {
  const before = (await running(one))?.pid;
  await expect(restoreSnapshot(one, name)).rejects.toMatchObject({ name: 'SnapshotError' });
  expect((await running(one))?.pid).toBe(before);
});

test.each([
  ['half of a file', (whole: Buffer) => whole.subarray(0, whole.length / 2)],
  ['another file', () => gzipSync('{"snapshot":2}\n')],
])('refuses %s, and changes nothing', async (_, damage) => {
  const whole = readFileSync(join(one.snapshots, 'before.snapshot'));
  writeFileSync(join(one.snapshots, 'damaged.snapshot'), damage(whole));
  const before = (await running(one))?.pid;
  await expect(restoreSnapshot(one, 'damaged')).rejects.toMatchObject({ name: 'SnapshotError' });
  expect((await running(one))?.pid).toBe(before);
  deleteSnapshot(one, 'damaged');
});

test.each([
  ['restore', 'befor', 'npm run sandbox -- snapshot restore before\n'],
  ['delete', 'nothing-like-it', 'npm run sandbox -- snapshot list\n'],
  ['save', 'Not A Name', 'npm run sandbox -- snapshot list\n'],
] as const)('snapshot %s %s says what to type next', async (verb, name, help) => {
  await expect(SNAPSHOT_VERBS[verb]!.act(one, false, name)).rejects.toMatchObject({ help });
});

test('a reset keeps the snapshots', async () => {
  await reset(one);
  expect(listSnapshots(one).map(({ name }) => name)).toEqual(['before', 'stopped']);
});
