import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld, startApi } from './fixture.ts';

let api: Awaited<ReturnType<typeof startApi>>;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

test.each([undefined, 'Bearer wrong', 'Bearer ', 'Basic dXNlcjpwYXNz', 'token-of-the-test'])(
  'the authorization %j is no authentication',
  async (authorization) => {
    const { status, json } = await api.request('/version', { headers: { authorization: authorization ?? '' } });
    expect([status, json]).toMatchObject([401, { kind: 'Status', reason: 'Unauthorized', code: 401 }]);
  },
);

test('responses are not cacheable', async () => {
  expect((await api.request('/version')).headers.get('cache-control')).toBe('no-cache, private');
});

test.each([
  '/api/v1/nothings',
  '/apis/apps/v2/deployments',
  '/apis/nowhere',
  '/apis/nowhere/v1/x',
  '/elsewhere',
  '/api/v1/nodes/a/log',
])('%s is not found', async (path) => {
  expect((await api.request(path)).json).toMatchObject({ code: 404, reason: 'NotFound' });
});

test.each([
  ['PUT', '/api/v1/nodes'],
  ['POST', '/api/v1/configmaps'],
  ['PATCH', '/api/v1/namespaces/default/configmaps'],
  ['DELETE', '/api/v1/namespaces'],
  ['PATCH', '/openapi/v2'],
  ['POST', '/openapi/v3'],
  ['PUT', '/openapi/v3/apis/apps/v1'],
  ['POST', '/version'],
  ['DELETE', '/apis/apps/v1'],
])('%s %s is not allowed', async (method, path) => {
  expect((await api.request(path, { method })).json).toMatchObject({ code: 405, reason: 'MethodNotAllowed' });
});

test.each(['/api/v1/namespaces/%zz/configmaps', '/api/v1/namespaces/..%2f..%2fetc/configmaps/passwd'])(
  'the path %s leads nowhere',
  async (path) => {
    expect((await api.request(path)).status).toBeGreaterThanOrEqual(400);
  },
);

test('a body that is too large is refused', async () => {
  const body = JSON.stringify({ data: 'x'.repeat(4 * 1024 * 1024) });
  const { status } = await api.request('/api/v1/namespaces/default/configmaps', { method: 'POST', body });
  expect(status).toBe(413);
});

test('a body that is nested too deep is refused', async () => {
  const body = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const { status } = await api.request('/api/v1/namespaces/default/configmaps', { method: 'POST', body });
  expect(status).toBe(400);
});

test('an answer that is neither JSON nor a table is not acceptable', async () => {
  const { json } = await api.request('/api/v1/nodes', { headers: { accept: 'text/html' } });
  expect(json).toMatchObject({ code: 406, reason: 'NotAcceptable' });
});

test('discovery is served whole and group by group', async () => {
  const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
  const whole = await api.request('/apis', { headers: { accept } });
  expect(whole.headers.get('content-type')).toBe(
    'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  );
  const apps = whole.json.items.find((group: { metadata: { name: string } }) => group.metadata.name === 'apps');
  const deployments = apps.versions[0].resources.find((each: { resource: string }) => each.resource === 'deployments');
  expect(deployments).toMatchObject({ scope: 'Namespaced', shortNames: ['deploy'], categories: ['all'] });
  const plain = await api.request('/apis/apps/v1');
  const scale = plain.json.resources.find((each: { name: string }) => each.name === 'deployments/scale');
  expect(scale).toMatchObject({ kind: 'Scale', group: 'autoscaling', version: 'v1' });
});

test('every reference in every OpenAPI document resolves', async () => {
  const index = await api.request('/openapi/v3');
  for (const { serverRelativeURL } of Object.values(index.json.paths) as { serverRelativeURL: string }[]) {
    const { text } = await api.request(serverRelativeURL);
    const { schemas } = JSON.parse(text).components;
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) expect(schemas).toHaveProperty([name!]);
  }
});

test('the certificate and the port of a kubeconfig stay valid over a restart', async () => {
  const world = createWorld();
  const first = await startApi({ world });
  const { port, tls } = first;
  await first.stop();
  const second = await startApi({ world: createWorld({ database: world.database }), port });
  expect(second.tls.ca).toBe(tls.ca);
  expect((await second.request('/version')).status).toBe(200);
  await second.stop();
});
