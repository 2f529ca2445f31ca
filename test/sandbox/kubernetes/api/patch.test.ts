import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type RequestOptions, startApi } from './fixture.ts';

let api: Awaited<ReturnType<typeof startApi>>;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';

function deployment(name: string) {
  const containers = [
    {
      name: 'a',
      image: 'a:1',
      env: [
        { name: 'X', value: '1' },
        { name: 'Y', value: '2' },
      ],
    },
    { name: 'b', image: 'b:1' },
  ];
  const template = { metadata: { labels: { app: name } }, spec: { containers } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels: { app: name, old: 'yes' } },
    spec: { selector: { matchLabels: { app: name } }, template },
  };
}

let count = 0;
let name = '';
beforeEach(async () => {
  name = `d${++count}`;
  await api.request(DEPLOYMENTS, { method: 'POST', body: deployment(name) });
});

function patch(type: string, body: RequestOptions['body'], query = '') {
  const headers = { 'content-type': `application/${type}` };
  return api.request(`${DEPLOYMENTS}/${name}${query}`, { method: 'PATCH', headers, body });
}
const containersOf = (json: { spec: { template: { spec: { containers: { name: string; image: string }[] } } } }) =>
  json.spec.template.spec.containers.map((container) => `${container.name}=${container.image}`);

test('a strategic merge patch merges lists by their keys and deletes on demand', async () => {
  const containers = [
    {
      name: 'a',
      image: 'a:2',
      env: [
        { name: 'Z', value: '3' },
        { $patch: 'delete', name: 'X' },
      ],
    },
    { name: 'c', image: 'c:1' },
  ];
  const body = { metadata: { labels: { old: null } }, spec: { template: { spec: { containers } } } };
  const { json } = await patch('strategic-merge-patch+json', body);
  expect(containersOf(json)).toEqual(['a=a:2', 'b=b:1', 'c=c:1']);
  expect(json.spec.template.spec.containers[0].env.map((env: { name: string }) => env.name)).toEqual(['Y', 'Z']);
  expect(json.metadata.labels).toEqual({ app: name });
});

test('a strategic merge patch orders, replaces and retains as its directives say', async () => {
  const ordered = { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] };
  const first = await patch('strategic-merge-patch+json', { spec: { template: { spec: ordered } } });
  expect(containersOf(first.json)).toEqual(['b=b:1', 'a=a:1']);
  const strategy = { $retainKeys: ['type'], type: 'Recreate' };
  const second = await patch('strategic-merge-patch+json', { spec: { strategy } });
  expect(second.json.spec.strategy).toEqual({ type: 'Recreate' });
  const replacing = [{ $patch: 'replace' }, { name: 'only', image: 'o:1' }];
  const third = await patch('strategic-merge-patch+json', { spec: { template: { spec: { containers: replacing } } } });
  expect(containersOf(third.json)).toEqual(['only=o:1']);
});

test('a merge patch replaces lists whole', async () => {
  const containers = [{ name: 'x', image: 'x:1' }];
  const { json } = await patch('merge-patch+json', { spec: { template: { spec: { containers } } } });
  expect(containersOf(json)).toEqual(['x=x:1']);
});

test('a JSON patch does its operations in order, or none', async () => {
  const image = '/spec/template/spec/containers/0/image';
  const { json } = await patch('json-patch+json', [
    { op: 'test', path: image, value: 'a:1' },
    { op: 'replace', path: image, value: 'a:9' },
    { op: 'add', path: '/metadata/labels/new~1label', value: 'v' },
    { op: 'remove', path: '/spec/template/spec/containers/1' },
  ]);
  expect(containersOf(json)).toEqual(['a=a:9']);
  expect(json.metadata.labels['new/label']).toBe('v');
  const failed = await patch('json-patch+json', [
    { op: 'remove', path: '/metadata/labels/app' },
    { op: 'test', path: image, value: 'other' },
  ]);
  expect([failed.status, failed.json.reason]).toEqual([422, 'Invalid']);
  expect(api.store.get('deployments', 'default', name)!.metadata.labels).toMatchObject({ app: name });
});

test('an applied configuration is merged, and dropped fields are removed', async () => {
  const apply = (spec: object, manager = 'me') => {
    const body = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec };
    return patch('apply-patch+yaml', body, `?fieldManager=${manager}&force=true`);
  };
  await apply({ minReadySeconds: 5, template: { spec: { containers: [{ name: 'c', image: 'c:1' }] } } });
  const { json } = await apply({ paused: true });
  expect(json.spec).toMatchObject({ paused: true, replicas: 1 });
  expect(json.spec.minReadySeconds).toBeUndefined();
  expect(containersOf(json)).toEqual(['a=a:1', 'b=b:1']);
  const mine = json.metadata.managedFields.filter((entry: { manager: string }) => entry.manager === 'me');
  expect(mine).toMatchObject([{ operation: 'Apply', fieldsV1: { 'f:spec': { 'f:paused': {} } } }]);
});

test('applying the same again changes nothing', async () => {
  const body = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, labels: { a: 'b' } } };
  const first = await patch('apply-patch+yaml', body, '?fieldManager=me');
  const second = await patch('apply-patch+yaml', body, '?fieldManager=me');
  expect(second.json.metadata.resourceVersion).toBe(first.json.metadata.resourceVersion);
});

test('a conflict names the manager and the field', async () => {
  const body = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec: { replicas: 9 } };
  await patch('merge-patch+json', { spec: { replicas: 2 } }, '?fieldManager=other');
  const { status, json } = await patch('apply-patch+yaml', body, '?fieldManager=me');
  expect([status, json.reason]).toEqual([409, 'Conflict']);
  expect(json.message).toBe('Apply failed with 1 conflict: conflict with "other" using apps/v1: .spec.replicas');
  expect(json.details.causes).toEqual([
    { reason: 'FieldManagerConflict', message: 'conflict with "other" using apps/v1', field: '.spec.replicas' },
  ]);
});

test('applying creates a missing object', async () => {
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'new' }, data: { a: 'b' } };
  const path = '/api/v1/namespaces/default/configmaps/new?fieldManager=me';
  const { status } = await api.request(path, {
    method: 'PATCH',
    headers: { 'content-type': 'application/apply-patch+yaml' },
    body,
  });
  expect(status).toBe(201);
});

test('a custom resource takes no strategic merge patch', async () => {
  const { status, json } = await api.request('/apis/monitoring.googleapis.com/v1/namespaces/default/podmonitorings/x', {
    method: 'PATCH',
    headers: { 'content-type': 'application/strategic-merge-patch+json' },
    body: {},
  });
  expect([status, json.reason]).toEqual([415, 'UnsupportedMediaType']);
});

test('an unknown field in a patch is named under strict validation, and dropped otherwise', async () => {
  const body = { spec: { replicaz: 2 } };
  const strict = await patch('merge-patch+json', body, '?fieldValidation=Strict');
  expect(strict.status).toBe(422);
  expect(strict.json.message).toContain('strict decoding error: unknown field "spec.replicaz"');
  const strategic = await patch('strategic-merge-patch+json', body, '?fieldValidation=Strict');
  expect(strategic.json.message).toBe(
    ' "" is invalid: patch: Invalid value: "map[spec:map[replicaz:2]]": strict decoding error: unknown field "spec.replicaz"',
  );
  const warned = await patch('merge-patch+json', body);
  expect(warned.headers.get('warning')).toBe('299 - "unknown field \\"spec.replicaz\\""');
  expect(warned.json.spec.replicaz).toBeUndefined();
});

test('a dry run answers and changes nothing', async () => {
  const { json } = await patch('merge-patch+json', { spec: { replicas: 5 } }, '?dryRun=All');
  expect(json.spec.replicas).toBe(5);
  expect(api.store.get('deployments', 'default', name)!.spec.replicas).toBe(1);
});

test('a stale resource version is a conflict', async () => {
  const { metadata } = api.store.get('deployments', 'default', name)!;
  await patch('merge-patch+json', { spec: { replicas: 2 } });
  const { status } = await patch('merge-patch+json', {
    metadata: { resourceVersion: metadata.resourceVersion },
    spec: { replicas: 3 },
  });
  expect(status).toBe(409);
});
