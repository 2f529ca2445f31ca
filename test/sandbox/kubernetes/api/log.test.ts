import { request } from 'node:https';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Clock } from '../../../../sandbox/core/clock.ts';
import type { LogLine, PodRuntime } from '../../../../sandbox/kubernetes/runtime.ts';
import { createWorld, startApi } from './fixture.ts';

const START = Date.parse('2026-11-22T12:00:00Z');
let api: Awaited<ReturnType<typeof startApi>>;
const listeners = new Set<(line: LogLine | undefined) => void>();
const lines: LogLine[] = Array.from({ length: 20 }, (_, n) => ({ time: START - (20 - n) * 1000, text: `line ${n}` }));
const runtime: PodRuntime = {
  running: () => new Map(),
  listener: () => undefined,
  logs: (_uid, container, { previous } = {}) =>
    container !== 'main' || previous
      ? undefined
      : {
          lines,
          subscribe: (listener) => {
            listeners.add(listener);
            return () => void listeners.delete(listener);
          },
        },
};

beforeAll(async () => {
  const clock = new Clock({ start: START, monotonic: () => 0 });
  api = await startApi({ runtime, world: createWorld({ clock }) });
  api.store.create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'default', name: 'p' },
    spec: { nodeName: 'n', containers: [{ name: 'main' }, { name: 'other' }] },
    status: { containerStatuses: [{ name: 'other', state: { waiting: { reason: 'ImagePullBackOff' } } }] },
  });
});
afterAll(() => api.stop());

const path = (query: string): string => `/api/v1/namespaces/default/pods/p/log?container=main&${query}`;
const log = async (query: string) => (await api.request(path(query))).text;

test.each([
  ['tailLines=2', 'line 18\nline 19\n'],
  ['tailLines=0', ''],
  ['sinceSeconds=3', 'line 17\nline 18\nline 19\n'],
  ['sinceTime=2026-11-22T11:59:58Z', 'line 18\nline 19\n'],
  ['limitBytes=9', 'line 0\nli'],
  ['tailLines=1&timestamps=true', '2026-11-22T11:59:59.000000000Z line 19\n'],
])('a log with %s', async (query, text) => {
  expect(await log(query)).toBe(text);
});

test('a followed log goes on until the container ends', async () => {
  const text = new Promise<string>((resolve) => {
    const headers = { authorization: `Bearer ${api.world.token}` };
    const sent = request(
      { host: '127.0.0.1', port: api.port, ca: api.tls.ca, path: path('follow=true&tailLines=1'), headers },
      (response) => {
        let all = '';
        response.on('data', (chunk) => {
          all += chunk;
        });
        response.on('end', () => resolve(all));
        for (const listener of listeners) listener({ time: START, text: 'more' });
        for (const listener of listeners) listener(undefined);
      },
    );
    sent.end();
  });
  expect(await text).toBe('line 19\nmore\n');
  expect(listeners.size).toBe(0);
});

test.each([
  ['', 400, 'a container name must be specified for pod p, choose one of: [main other]'],
  ['container=nope', 400, 'container nope is not valid for pod p'],
  ['container=main&previous=true', 400, 'previous terminated container "main" in pod "p" not found'],
  ['container=other', 400, 'container "other" in pod "p" is waiting to start: trying and failing to pull image'],
  ['container=main&tailLines=-1', 422, 'PodLogOptions'],
])('a log asked for with %j is refused', async (query, code, message) => {
  const { json } = await api.request(`/api/v1/namespaces/default/pods/p/log?${query}`);
  expect(json.code).toBe(code);
  expect(json.message).toContain(message);
});
