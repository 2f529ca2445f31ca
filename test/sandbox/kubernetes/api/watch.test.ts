import { Agent, request } from 'node:https';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Clock } from '../../../../sandbox/core/clock.ts';
import type { ActiveFault } from '../../../../sandbox/core/faults.ts';
import type { WatchEvent } from '../../../../sandbox/kubernetes/object.ts';
import { createWorld, startApi } from './fixture.ts';

const faults = new Map<string, ActiveFault>();
let real = 0;
let api: Awaited<ReturnType<typeof startApi>>;
beforeAll(async () => {
  const clock = new Clock({ start: 0, pace: 1_000_000, monotonic: () => real });
  api = await startApi({ world: createWorld({ clock, faults: { active: (name) => faults.get(name) } }) });
});
afterAll(() => api.stop());
afterEach(() => faults.clear());

const pass = (seconds: number): void => {
  real += seconds / 1000;
  api.world.clock.advance();
};

let count = 0;
const space = (): string => {
  const name = `watch-${++count}`;
  api.store.create('namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
    status: { phase: 'Active' },
  });
  return name;
};
const create = (namespace: string, name: string, labels: Record<string, string> = {}) =>
  api.store.create('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name, labels } });

/** Reads a watch until it has seen so many events, or the server ends it. */
function watch(path: string, enough: number, accept = 'application/json'): Promise<WatchEvent[]> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${api.world.token}`, accept };
    const sent = request({ host: '127.0.0.1', port: api.port, ca: api.tls.ca, path, headers }, (response) => {
      let text = '';
      const events = () =>
        text
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line));
      response.on('data', (chunk) => {
        text += chunk;
        if (events().length < enough) return;
        resolve(events());
        sent.destroy();
      });
      response.on('end', () => resolve(events()));
    });
    sent.on('error', reject).end();
  });
}
const seen = (events: readonly WatchEvent[]) => events.map(({ type, object }) => `${type} ${object.metadata.name}`);
const maps = (namespace: string, query: string) => `/api/v1/namespaces/${namespace}/configmaps?watch=true&${query}`;

test('a watch without a version starts with the current objects', async () => {
  const ns = space();
  create(ns, 'a');
  const watching = watch(maps(ns, ''), 2);
  setTimeout(() => create(ns, 'b'), 100);
  expect(seen(await watching)).toEqual(['ADDED a', 'ADDED b']);
});

test('a watch from a version continues where the list ended', async () => {
  const ns = space();
  const { metadata } = create(ns, 'a');
  create(ns, 'b');
  api.store.delete('configmaps', ns, 'a');
  expect(seen(await watch(maps(ns, `resourceVersion=${metadata.resourceVersion}`), 2))).toEqual([
    'ADDED b',
    'DELETED a',
  ]);
});

test('objects enter and leave a watch with a selector', async () => {
  const ns = space();
  const { metadata } = create(ns, 'a', { tier: 'db' });
  const relabel = (tier: string) =>
    api.store.modify('configmaps', ns, 'a', (draft) => {
      draft.metadata.labels = { tier };
    });
  relabel('web');
  relabel('web2');
  relabel('web');
  const events = await watch(maps(ns, `labelSelector=tier%3Dweb&resourceVersion=${metadata.resourceVersion}`), 3);
  expect(seen(events)).toEqual(['ADDED a', 'DELETED a', 'ADDED a']);
});

test('a watch can select one object by name', async () => {
  const ns = space();
  create(ns, 'a');
  create(ns, 'b');
  expect(seen(await watch(maps(ns, 'fieldSelector=metadata.name%3Db'), 1))).toEqual(['ADDED b']);
});

test('a version older than the history is 410 Gone', async () => {
  const ns = space();
  const { metadata } = create(ns, 'first');
  for (let n = 0; n < 2500; n++) create(ns, `m${n}`);
  const { status, json } = await api.request(maps(ns, `resourceVersion=${metadata.resourceVersion}`));
  expect([status, json.reason]).toEqual([410, 'Expired']);
});

test('a version from the future is refused for the time being', async () => {
  const { status, json } = await api.request(maps('default', 'resourceVersion=99999999'));
  expect([status, json.details.causes[0].reason]).toEqual([504, 'ResourceVersionTooLarge']);
});

test('a watch ends at its timeout, with a bookmark if requested', async () => {
  const ns = space();
  create(ns, 'a');
  const events = await watch(maps(ns, 'timeoutSeconds=1&allowWatchBookmarks=true'), 9);
  expect(events.map(({ type }) => type)).toEqual(['ADDED', 'BOOKMARK']);
  expect(events[1]!.object.metadata.resourceVersion).toBe(String(api.store.resourceVersion));
});

test('initial events end with an annotated bookmark', async () => {
  const ns = space();
  create(ns, 'a');
  const query = 'sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan';
  const events = await watch(maps(ns, query), 2);
  expect(events[1]!.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
});

test('a table watch sends its columns once', async () => {
  const ns = space();
  create(ns, 'a');
  create(ns, 'b');
  const events = await watch(maps(ns, ''), 2, 'application/json;as=Table;v=v1;g=meta.k8s.io');
  const tables = events.map(
    ({ object }) => object as unknown as { columnDefinitions: object[] | null; rows: { cells: string[] }[] },
  );
  expect(tables.map(({ columnDefinitions }) => columnDefinitions?.length ?? 0)).toEqual([3, 0]);
  expect(tables[1]!.rows[0]!.cells[0]).toBe('b');
});

test('a HEAD of a watch completes, and the connection stays usable', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (method: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${api.world.token}` };
      const options = {
        host: '127.0.0.1',
        port: api.port,
        ca: api.tls.ca,
        path: maps('default', ''),
        method,
        headers,
        agent,
      };
      const sent = request(options, (response) => {
        resolve(response.statusCode);
        if (method === 'GET') sent.destroy();
        response.resume();
      });
      sent.on('error', reject).end();
    });
  expect([await ask('HEAD'), await ask('GET')]).toEqual([200, 200]);
  agent.destroy();
});

test('a watch is removed when its client disconnects', async () => {
  const ns = space();
  create(ns, 'a');
  let open = 0;
  const subscribe = api.store.subscribe.bind(api.store);
  api.store.subscribe = (resource, listener) => {
    open++;
    const stop = subscribe(resource, listener);
    return () => {
      open--;
      stop();
    };
  };
  await watch(maps(ns, ''), 1);
  await expect.poll(() => open).toBe(0);
});

test('the fault watch-cut ends all watches, including older ones', async () => {
  const ns = space();
  create(ns, 'a');
  const watching = watch(maps(ns, ''), 9);
  await watch(maps(ns, ''), 1);
  faults.set('watch-cut', { name: 'watch-cut', params: {} });
  pass(29);
  create(ns, 'b');
  pass(2);
  create(ns, 'c');
  expect(seen(await watching)).toEqual(['ADDED a', 'ADDED b']);
});

test('the fault watch-cut may return 410 Gone to a resumed watch', async () => {
  const ns = space();
  const { metadata } = create(ns, 'a');
  create(ns, 'b');
  const resume = () => api.request(maps(ns, `resourceVersion=${metadata.resourceVersion}&timeoutSeconds=1`));
  faults.set('watch-cut', { name: 'watch-cut', params: { gone: 1 } });
  const { status, json } = await resume();
  expect([status, json.message]).toEqual([410, expect.stringMatching(/^too old resource version: \d+ \(\d+\)$/)]);
  faults.set('watch-cut', { name: 'watch-cut', params: { gone: 0 } });
  expect(seen(await watch(maps(ns, `resourceVersion=${metadata.resourceVersion}`), 1))).toEqual(['ADDED b']);
});
