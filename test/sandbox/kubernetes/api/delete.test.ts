import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApi } from './fixture.ts';

let api: Awaited<ReturnType<typeof startApi>>;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const MAPS = '/api/v1/namespaces/default/configmaps';
const make = (name: string, labels: Record<string, string> = {}) =>
  api.store.create('configmaps', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'default', name, labels },
  });
const remove = (path: string, body?: object) => api.request(path, { method: 'DELETE', ...(body && { body }) });

test('a delete returns the deleted object', async () => {
  const { metadata } = make('a');
  const { json } = await remove(`${MAPS}/a`);
  expect(json).toMatchObject({
    kind: 'Status',
    status: 'Success',
    details: { name: 'a', kind: 'configmaps', uid: metadata.uid },
  });
  expect((await remove(`${MAPS}/a`)).json).toMatchObject({ code: 404, message: 'configmaps "a" not found' });
});

test('a precondition that is not met is a conflict', async () => {
  make('b');
  const { json } = await remove(`${MAPS}/b`, { preconditions: { uid: 'other' } });
  expect(json).toMatchObject({ code: 409, reason: 'Conflict' });
  expect(api.store.get('configmaps', 'default', 'b')).toBeDefined();
});

test.each([
  ['Foreground', 'foregroundDeletion'],
  ['Orphan', 'orphan'],
])('the propagation policy %s leaves the object to the garbage collector', async (propagationPolicy, finalizer) => {
  const name = finalizer.toLowerCase();
  make(name);
  const { json } = await remove(`${MAPS}/${name}`, { propagationPolicy });
  expect(json.metadata).toMatchObject({ finalizers: [finalizer], deletionTimestamp: expect.any(String) });
});

test('a collection is deleted by labels', async () => {
  make('d1', { team: 'x' });
  make('d2', { team: 'x' });
  make('d3', { team: 'y' });
  const { json } = await remove(`${MAPS}?labelSelector=team%3Dx`);
  expect(json.items).toHaveLength(2);
  expect(api.store.list('configmaps', { labelSelector: 'team' })).toHaveLength(1);
});

test('a dry run deletes nothing', async () => {
  make('e');
  expect((await remove(`${MAPS}/e?dryRun=All`)).status).toBe(200);
  expect(api.store.get('configmaps', 'default', 'e')).toBeDefined();
});

test('a pod on a node ends gracefully, and at once by force', async () => {
  const metadata = { namespace: 'default', name: 'p' };
  api.store.create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: { nodeName: 'n', containers: [] },
    status: { phase: 'Running' },
  });
  const graceful = await remove('/api/v1/namespaces/default/pods/p', { propagationPolicy: 'Background' });
  expect(graceful.json.metadata.deletionGracePeriodSeconds).toBe(30);
  await remove('/api/v1/namespaces/default/pods/p', { gracePeriodSeconds: 0 });
  expect(api.store.get('pods', 'default', 'p')).toBeUndefined();
});

test('a namespace waits for its finalizer', async () => {
  await api.request('/api/v1/namespaces', {
    method: 'POST',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } },
  });
  const { json } = await remove('/api/v1/namespaces/n');
  expect(json.status.phase).toBe('Terminating');
  const body = { ...json, spec: { finalizers: [] } };
  await api.request('/api/v1/namespaces/n/finalize', { method: 'PUT', body });
  expect((await api.request('/api/v1/namespaces/n')).status).toBe(404);
});

test.each(['default', 'kube-system'])('the namespace %s may not be deleted', async (name) => {
  const { json } = await remove(`/api/v1/namespaces/${name}`);
  expect(json).toMatchObject({
    code: 403,
    message: `namespaces "${name}" is forbidden: this namespace may not be deleted`,
  });
  expect(api.store.get('namespaces', undefined, name)).toBeDefined();
});
