import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Clock } from '../../../../sandbox/core/clock.ts';
import { Database } from '../../../../sandbox/core/database.ts';
import type { NewObject, WatchEvent } from '../../../../sandbox/kubernetes/object.ts';
import { STORED } from '../../../../sandbox/kubernetes/resources/types.ts';
import { Store } from '../../../../sandbox/kubernetes/store/store.ts';
import { createWorld } from '../api/fixture.ts';

const map = (name: string, extra: object = {}): NewObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace: 'default', name },
  ...extra,
});
const deployment = (): NewObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { namespace: 'default', name: 'web' },
  spec: { replicas: 1 },
});
const pod = (spec: object): NewObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace: 'default', name: 'p' },
  spec: { containers: [], ...spec },
  status: { phase: 'Running' },
});
const open = (database = Database.open()) => new Store(createWorld({ database }), 'c', STORED);
const refusal = (action: () => unknown): unknown => {
  try {
    return action();
  } catch (error) {
    return (error as { reason?: string }).reason;
  }
};

test('an object gets a uid, a creation time and the next resource version', () => {
  const store = open();
  const [a, b] = [store.create('configmaps', map('a')), store.create('configmaps', map('b'))];
  expect(a.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
  expect(a.metadata.creationTimestamp).toBe('2026-11-22T12:00:00Z');
  expect(Number(b.metadata.resourceVersion)).toBe(Number(a.metadata.resourceVersion) + 1);
});

test('a taken name, a missing object and a stale version are refused', () => {
  const store = open();
  const first = store.create('configmaps', map('a'));
  expect(refusal(() => store.create('configmaps', map('a')))).toBe('AlreadyExists');
  expect(refusal(() => store.delete('configmaps', 'default', 'b'))).toBe('NotFound');
  store.modify('configmaps', 'default', 'a', (draft) => {
    draft.data = { x: '1' };
  });
  expect(refusal(() => store.update('configmaps', { ...first, data: { x: '2' } }))).toBe('Conflict');
});

test('names are generated and differ', () => {
  const store = open();
  const names = Array.from({ length: 50 }, () => {
    const object = map('');
    object.metadata = { namespace: 'default', generateName: 'web-' };
    return store.create('configmaps', object).metadata.name;
  });
  expect(new Set(names).size).toBe(50);
  expect(names.every((name) => /^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/.test(name))).toBe(true);
});

test('the generation counts changes of the specification only', () => {
  const store = open();
  store.create('deployments', deployment());
  const change = (alter: (draft: ReturnType<Store['create']>) => void) =>
    store.modify('deployments', 'default', 'web', alter).metadata.generation;
  expect(change((draft) => void Object.assign(draft, { status: { replicas: 1 } }))).toBe(1);
  expect(change(({ metadata }) => void Object.assign(metadata, { labels: { a: 'b' } }))).toBe(1);
  expect(change(({ spec }) => void Object.assign(spec, { replicas: 2 }))).toBe(2);
});

test('a change that changes nothing is not written', () => {
  const store = open();
  const { metadata } = store.create('configmaps', map('a'));
  const events: WatchEvent[] = [];
  store.subscribe('configmaps', (event) => events.push(event));
  const after = store.modify('configmaps', 'default', 'a', () => {});
  expect([after.metadata.resourceVersion, events]).toEqual([metadata.resourceVersion, []]);
});

test('a finalizer keeps a deleted object until it is removed', () => {
  const store = open();
  const object = map('a');
  object.metadata = { ...object.metadata, finalizers: ['example.com/hold'] };
  store.create('configmaps', object);
  expect(store.delete('configmaps', 'default', 'a').metadata.deletionTimestamp).toBe('2026-11-22T12:00:00Z');
  expect(store.get('configmaps', 'default', 'a')).toBeDefined();
  store.modify('configmaps', 'default', 'a', (draft) => {
    draft.metadata.finalizers = [];
  });
  expect(store.get('configmaps', 'default', 'a')).toBeUndefined();
});

test.each([
  { spec: { nodeName: 'n' }, options: {}, left: { seconds: 30, at: '2026-11-22T12:00:30Z' } },
  {
    spec: { nodeName: 'n', terminationGracePeriodSeconds: 5 },
    options: {},
    left: { seconds: 5, at: '2026-11-22T12:00:05Z' },
  },
  { spec: { nodeName: 'n' }, options: { gracePeriodSeconds: 1 }, left: { seconds: 1, at: '2026-11-22T12:00:01Z' } },
  { spec: { nodeName: 'n' }, options: { gracePeriodSeconds: 0 }, left: undefined },
  { spec: {}, options: {}, left: undefined },
])('a pod with $spec deleted with $options has its grace period', ({ spec, options, left }) => {
  const store = open();
  store.create('pods', pod(spec));
  const { metadata } = store.delete('pods', 'default', 'p', options);
  const kept = store.get('pods', 'default', 'p') && {
    seconds: metadata.deletionGracePeriodSeconds,
    at: metadata.deletionTimestamp,
  };
  expect(kept).toEqual(left);
});

test('listeners get every write in order, including listeners’ own writes', () => {
  const store = open();
  const heard: string[] = [];
  store.subscribe('configmaps', ({ object }) => {
    if (object.metadata.name === 'a') store.create('configmaps', map('b'));
  });
  store.subscribe('*', ({ type, object }) => heard.push(`${type} ${object.metadata.name}`));
  store.create('configmaps', map('a'));
  expect(heard).toEqual(['ADDED a', 'ADDED b']);
});

test('the changes after a version are kept until they expire', () => {
  const store = open();
  const { metadata } = store.create('configmaps', map('a'));
  store.modify('configmaps', 'default', 'a', (draft) => {
    draft.data = { x: '1' };
  });
  store.delete('configmaps', 'default', 'a');
  const types = store.since('configmaps', Number(metadata.resourceVersion)).map(({ type }) => type);
  expect(types).toEqual(['MODIFIED', 'DELETED']);
  for (let n = 0; n < 3000; n++) store.create('configmaps', map(`m${n}`));
  expect(refusal(() => store.since('configmaps', Number(metadata.resourceVersion)))).toBe('Expired');
});

test('all writes survive a reopened journal, and versions continue', () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-test-'));
  const file = join(folder, 'journal');
  try {
    const store = open(Database.open(file));
    store.create('configmaps', map('kept', { data: { x: '1' } }));
    store.create('configmaps', map('gone'));
    const { metadata } = store.delete('configmaps', 'default', 'gone');
    const again = open(Database.open(file));
    expect(again.list('configmaps').map(({ metadata: { name }, data }) => ({ name, data }))).toEqual([
      { name: 'kept', data: { x: '1' } },
    ]);
    const next = again.create('configmaps', map('next'));
    expect(Number(next.metadata.resourceVersion)).toBe(Number(metadata.resourceVersion) + 1);
    expect(refusal(() => again.since('configmaps', 1))).toBe('Expired');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a dry run returns the write’s result without writing', () => {
  const store = open();
  const rehearsed = store.rehearse(() => store.create('configmaps', map('a')));
  expect(rehearsed.metadata.name).toBe('a');
  expect(store.list('configmaps')).toEqual([]);
  store.create('configmaps', map('a'));
  expect(refusal(() => store.rehearse(() => store.create('configmaps', map('a'))))).toBe('AlreadyExists');
});

test('objects are selected by namespace, labels and fields', () => {
  const store = open();
  for (const [name, tier] of [
    ['a', 'web'],
    ['b', 'db'],
    ['c', 'db'],
  ] as const) {
    const object = map(name);
    object.metadata = { namespace: name === 'c' ? 'other' : 'default', name, labels: { tier } };
    store.create('configmaps', object);
  }
  const names = (options: object) => store.list('configmaps', options).map(({ metadata }) => metadata.name);
  expect(names({ namespace: 'default' })).toEqual(['a', 'b']);
  expect(names({ labelSelector: 'tier=db' })).toEqual(['b', 'c']);
  expect(names({ namespace: 'default', labelSelector: 'tier in (db)', fieldSelector: 'metadata.name!=a' })).toEqual([
    'b',
  ]);
});

test('the clock of the world stamps objects', () => {
  const clock = new Clock({ start: Date.parse('2030-01-01T00:00:00.900Z') });
  const store = new Store(createWorld({ clock }), 'c', STORED);
  expect(store.create('configmaps', map('a')).metadata.creationTimestamp).toBe('2030-01-01T00:00:00Z');
});
