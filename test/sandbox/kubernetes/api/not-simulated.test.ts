import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApi } from './fixture.ts';

let api: Awaited<ReturnType<typeof startApi>>;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'crontabs.stable.example.com' },
  spec: {
    group: 'stable.example.com',
    names: { plural: 'crontabs', singular: 'crontab', kind: 'CronTab', shortNames: ['ct'] },
    scope: 'Namespaced',
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
};

const post = (path: string, body: object) =>
  api.request(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

test.each([
  ['/apis/storage.k8s.io/v1/csidrivers', 'csidrivers.storage.k8s.io'],
  ['/apis/monitoring.googleapis.com/v1/namespaces/default/rules', 'rules.monitoring.googleapis.com'],
  ['/apis/monitoring.googleapis.com/v1/clusterpodmonitorings', 'clusterpodmonitorings.monitoring.googleapis.com'],
  ['/api/v1/componentstatuses', 'componentstatuses'],
])('says that %s, which GKE has, is not simulated', async (path, name) => {
  const group = path.split('/').slice(0, path.startsWith('/apis') ? 4 : 3);
  const { json } = await api.request(group.join('/'));
  expect(json.resources.map((each: { name: string }) => each.name)).toContain(name.split('.')[0]);
  const message = `[sandbox] Not simulated: ${name}`;
  expect(await api.request(path)).toMatchObject({ status: 405, json: { message } });
  expect(await post(path, { metadata: { name: 'x' } })).toMatchObject({ status: 405, json: { message } });
});

test('a type that GKE does not have is not found', async () => {
  expect(await api.request('/apis/apps/v1/nonsense')).toMatchObject({ status: 404 });
});

test('a new definition is established with a warning, and its objects are not simulated', async () => {
  const path = '/apis/stable.example.com/v1/namespaces/default/crontabs';
  expect((await api.request(path)).status).toBe(404);
  const made = await post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', CRD);
  expect([made.status, made.headers.get('warning')]).toEqual([
    201,
    '299 - "[sandbox] Not simulated: the objects of this definition"',
  ]);
  expect(made.json.status.conditions).toContainEqual(expect.objectContaining({ type: 'Established', status: 'True' }));
  const { json } = await api.request('/apis/stable.example.com/v1');
  expect(json.resources).toMatchObject([{ name: 'crontabs', shortNames: ['ct'], kind: 'CronTab' }]);
  expect(await api.request(path)).toMatchObject({
    status: 405,
    json: { message: '[sandbox] Not simulated: crontabs.stable.example.com' },
  });
});

test('a NetworkPolicy and an Ingress are stored with a warning', async () => {
  const base = '/apis/networking.k8s.io/v1/namespaces/default';
  const policy = await post(`${base}/networkpolicies`, { metadata: { name: 'deny' }, spec: {} });
  expect(policy.json.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress'] });
  expect(policy.headers.get('warning')).toContain('[sandbox] Not simulated: a NetworkPolicy blocks no traffic');
  const spec = { defaultBackend: { service: { name: 'web', port: { number: 80 } } } };
  const ingress = await post(`${base}/ingresses`, { metadata: { name: 'web' }, spec });
  expect(ingress.headers.get('warning')).toContain('[sandbox] Not simulated: an Ingress makes no load balancer');
});

test.each([
  ['PATCH', '/api/v1/namespaces/default/pods/p/ephemeralcontainers', 'pods/ephemeralcontainers'],
  ['GET', '/api/v1/nodes/n/proxy/stats/summary', 'nodes/proxy'],
  ['GET', '/api/v1/namespaces/default/services/web:80/proxy/', 'services/proxy'],
  ['GET', '/metrics', '/metrics'],
  ['GET', '/apis/networking.gke.io/v1/namespaces/default/healthcheckpolicies', 'healthcheckpolicies.networking.gke.io'],
])('says of %s %s, which kubectl asks for, that it is not simulated', async (method, path, name) => {
  expect(await api.request(path, { method })).toMatchObject({
    status: 405,
    json: { message: `[sandbox] Not simulated: ${name}` },
  });
});

test('nobody acts as another user', async () => {
  const headers = { 'impersonate-user': 'system:serviceaccount:default:default' };
  const { status, json } = await api.request('/api/v1/namespaces/default/pods', { headers });
  expect([status, json.message]).toEqual([405, expect.stringContaining('[sandbox] Not simulated: impersonation')]);
});
