import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApi } from './fixture.ts';

let api: Awaited<ReturnType<typeof startApi>>;
beforeAll(async () => {
  api = await startApi();
  for (const n of [5, 3, 1, 4, 2]) {
    const metadata = {
      namespace: n === 5 ? 'kube-system' : 'default',
      name: `m${n}`,
      labels: { odd: String(n % 2 === 1) },
    };
    api.store.create('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata });
  }
});
afterAll(() => api.stop());

const names = (json: { items: { metadata: { name: string } }[] }) => json.items.map(({ metadata }) => metadata.name);
const list = async (query = '') => (await api.request(`/api/v1/configmaps${query}`)).json;

test('a list is in the order of namespaces and names', async () => {
  const json = await list();
  expect(json).toMatchObject({ kind: 'ConfigMapList', apiVersion: 'v1' });
  expect(json.metadata.resourceVersion).toBe(String(api.store.resourceVersion));
  expect(names(json)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5']);
});

test('a list is paged by the requested limit', async () => {
  const first = await list('?limit=2');
  expect(names(first)).toEqual(['m1', 'm2']);
  expect(first.metadata.remainingItemCount).toBe(3);
  const second = await list(`?limit=2&continue=${first.metadata.continue}`);
  const third = await list(`?limit=2&continue=${second.metadata.continue}`);
  expect([...names(second), ...names(third)]).toEqual(['m3', 'm4', 'm5']);
  expect(third.metadata.continue).toBeUndefined();
  expect(third.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
});

test('labels and fields select', async () => {
  expect(names(await list('?labelSelector=odd%3Dtrue'))).toEqual(['m1', 'm3', 'm5']);
  expect(names(await list('?fieldSelector=metadata.namespace%3Dkube-system'))).toEqual(['m5']);
});

test.each([
  ['?labelSelector=a%20b', 'unable to parse requirement'],
  ['?fieldSelector=data.x%3D1', 'field label not supported: data.x'],
  ['?continue=garbage', 'continue key is not valid'],
])('%s is a bad request', async (query, complaint) => {
  const json = await list(query);
  expect(json).toMatchObject({ kind: 'Status', code: 400, reason: 'BadRequest' });
  expect(json.message).toContain(complaint);
});

test('PartialObjectMetadata has only the metadata', async () => {
  const accept = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
  const { json } = await api.request('/api/v1/namespaces/default/configmaps', { headers: { accept } });
  expect(json.kind).toBe('PartialObjectMetadataList');
  expect(Object.keys(json.items[0])).toEqual(['kind', 'apiVersion', 'metadata']);
});

test('one event is served in both of its groups', async () => {
  api.store.create('events', {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { namespace: 'default', name: 'e' },
    involvedObject: { kind: 'Pod', name: 'p' },
    reason: 'Started',
    message: 'Started container',
  });
  const { json } = await api.request('/apis/events.k8s.io/v1/namespaces/default/events/e');
  expect(json).toMatchObject({ apiVersion: 'events.k8s.io/v1', regarding: { name: 'p' }, note: 'Started container' });
});

test('an autoscaler is served in both of its versions', async () => {
  const path = (version: string) => `/apis/autoscaling/${version}/namespaces/default/horizontalpodautoscalers`;
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
  const spec = { scaleTargetRef, maxReplicas: 3, targetCPUUtilizationPercentage: 70 };
  const body = { apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler', metadata: { name: 'h' }, spec };
  const created = await api.request(path('v1'), { method: 'POST', body });
  expect(created.json.spec).toMatchObject({ minReplicas: 1, targetCPUUtilizationPercentage: 70 });
  const { json } = await api.request(`${path('v2')}/h`);
  expect(json.spec.metrics[0].resource).toEqual({
    name: 'cpu',
    target: { type: 'Utilization', averageUtilization: 70 },
  });
});
