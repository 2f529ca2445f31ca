import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApi } from './fixture.ts';

let api: Awaited<ReturnType<typeof startApi>>;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const post = (path: string, body: object | string | Buffer, headers: Record<string, string> = {}) =>
  api.request(path, { method: 'POST', body, headers });
const MAPS = '/api/v1/namespaces/default/configmaps';
const configMap = (metadata: object, rest: object = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata, ...rest });

function deployment(name: string, spec: object = {}, container: object = {}) {
  const template = {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: 'c', image: 'nginx', ...container }] },
  };
  const selector = { matchLabels: { app: name } };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec: { selector, template, ...spec } };
}
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';

test('a deployment gets upstream’s defaults', async () => {
  const { status, json } = await post(
    DEPLOYMENTS,
    deployment('defaults', {}, { readinessProbe: { httpGet: { port: 80 } } }),
  );
  expect(status).toBe(201);
  expect(json.spec).toMatchObject({
    replicas: 1,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
  });
  expect(json.spec.template.spec).toEqual({
    containers: [
      {
        name: 'c',
        image: 'nginx',
        imagePullPolicy: 'Always',
        readinessProbe: {
          failureThreshold: 3,
          httpGet: { path: '/', port: 80, scheme: 'HTTP' },
          periodSeconds: 10,
          successThreshold: 1,
          timeoutSeconds: 1,
        },
        resources: {},
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
      },
    ],
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  });
});

test.each([
  ['nginx', 'Always'],
  ['nginx:latest', 'Always'],
  ['localhost:5000/nginx', 'Always'],
  ['nginx:1.27', 'IfNotPresent'],
  ['nginx@sha256:0123', 'IfNotPresent'],
])('the image %s is pulled %s', async (image, policy) => {
  const { json } = await post(`${DEPLOYMENTS}?dryRun=All`, deployment('image', {}, { image }));
  expect(json.spec.template.spec.containers[0].imagePullPolicy).toBe(policy);
});

test('quantities take their canonical form', async () => {
  const resources = { limits: { cpu: 0.5, memory: '1024Mi' }, requests: { cpu: '250m', memory: '1e3' } };
  const { json } = await post(`${DEPLOYMENTS}?dryRun=All`, deployment('quantities', {}, { resources }));
  expect(json.spec.template.spec.containers[0].resources).toEqual({
    limits: { cpu: '500m', memory: '1Gi' },
    requests: { cpu: '250m', memory: '1e3' },
  });
});

test('a quota’s amounts are quantities, in numbers or texts', async () => {
  const hard = { pods: 10, 'requests.cpu': '1.5', 'requests.memory': '2048Mi', 'google.com/tpu': 8 };
  const body = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, spec: { hard } };
  const { json } = await post('/api/v1/namespaces/default/resourcequotas', body);
  expect(json.spec.hard).toEqual({
    pods: '10',
    'requests.cpu': '1500m',
    'requests.memory': '2Gi',
    'google.com/tpu': '8',
  });
});

test.each([1, '25%'])('%j stays what it is where a number or a share may stand', async (maxSurge) => {
  const rollout = { strategy: { rollingUpdate: { maxSurge } } };
  const { json } = await post(`${DEPLOYMENTS}?dryRun=All`, deployment('surging', rollout));
  expect(json.spec.strategy.rollingUpdate.maxSurge).toBe(maxSurge);
});

test.each([
  [
    { maxSurge: '1' },
    'maxSurge: Invalid value: intstr.IntOrString{Type:1, IntVal:0, StrVal:"1"}: a valid percent string must be a numeric string followed by an ending \'%\'',
  ],
  [{ maxSurge: -1 }, 'maxSurge: Invalid value: -1: must be greater than or equal to 0'],
  [
    { maxSurge: 0, maxUnavailable: 0 },
    'maxUnavailable: Invalid value: intstr.IntOrString{Type:0, IntVal:0, StrVal:""}: may not be 0 when `maxSurge` is 0',
  ],
])('a rolling update by %j is invalid', async (rollingUpdate, complaint) => {
  const { status, json } = await post(DEPLOYMENTS, deployment('surging', { strategy: { rollingUpdate } }));
  expect(status).toBe(422);
  expect(json.message).toContain(`spec.strategy.rollingUpdate.${complaint}`);
});

test('a service gets an address and node ports of its own', async () => {
  const services = '/api/v1/namespaces/default/services';
  const spec = { type: 'LoadBalancer', ports: [{ port: 8000 }] };
  const made = await Promise.all(
    ['s1', 's2'].map((name) => post(services, { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec })),
  );
  const [a, b] = made.map(({ json }) => json.spec);
  expect(a).toMatchObject({ sessionAffinity: 'None', externalTrafficPolicy: 'Cluster', ipFamilies: ['IPv4'] });
  expect(a.clusterIP).toMatch(/^34\.118\.2(2[4-9]|3\d)\.\d+$/);
  expect(a.clusterIP).not.toBe(b.clusterIP);
  expect(a.ports[0]).toMatchObject({ port: 8000, targetPort: 8000, protocol: 'TCP' });
  expect(a.ports[0].nodePort).toBeGreaterThanOrEqual(30_000);
  expect(a.ports[0].nodePort).not.toBe(b.ports[0].nodePort);
});

test('stringData becomes data', async () => {
  const body = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { a: 'b' } };
  const { json } = await post('/api/v1/namespaces/default/secrets', body);
  expect(json).toMatchObject({ type: 'Opaque', data: { a: 'Yg==' } });
  expect(json.stringData).toBeUndefined();
});

test('a body may be YAML', async () => {
  const body = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: yaml }\ndata: { a: b }\n';
  expect((await post(MAPS, body, { 'content-type': 'application/yaml' })).json.data).toEqual({ a: 'b' });
});

test('a name is generated', async () => {
  expect((await post(MAPS, configMap({ generateName: 'gen-' }))).json.metadata.name).toMatch(/^gen-\w{5}$/);
});

test('a dry run makes nothing', async () => {
  const { status } = await post(`${MAPS}?dryRun=All`, configMap({ name: 'dry' }));
  expect(status).toBe(201);
  expect(api.store.get('configmaps', 'default', 'dry')).toBeUndefined();
});

test.each([
  ['another kind', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } }, 400],
  ['another version', { apiVersion: 'v2', kind: 'ConfigMap', metadata: { name: 'a' } }, 400],
  ['another namespace', configMap({ name: 'a', namespace: 'other' }), 400],
  ['a resource version', configMap({ name: 'a', resourceVersion: '5' }), 400],
  ['a list for a map', configMap({ name: 'a' }, { data: [] }), 400],
  ['a number for a text', configMap({ name: 'a' }, { data: { a: 1 } }), 400],
  ['no name', configMap({}), 422],
  ['a bad name', configMap({ name: 'Not_Good' }), 422],
  ['a bad label', configMap({ name: 'a', labels: { x: 'not good' } }), 422],
  ['no JSON', '{"apiVersion": ', 400],
  ['no object', '[]', 400],
])('%s is refused', async (_what, body, code) => {
  expect((await post(MAPS, body)).json).toMatchObject({ kind: 'Status', status: 'Failure', code });
});

test.each([
  [deployment('x', { replicas: 'two' }), 'DeploymentSpec.spec.replicas of type int32'],
  [
    deployment('x', {}, { ports: [{ containerPort: '80' }] }),
    'ContainerPort.spec.template.spec.containers.ports.containerPort',
  ],
  [deployment('x', {}, { resources: { limits: { cpu: 'lots' } } }), 'quantities must match the regular expression'],
])('a value of the wrong type is named', async (body, complaint) => {
  const { json } = await post(DEPLOYMENTS, body);
  expect(json.reason).toBe('BadRequest');
  expect(json.message).toContain('Deployment in version "v1" cannot be handled as a Deployment: ');
  expect(json.message).toContain(complaint);
});

test.each([
  [deployment('x', { selector: { matchLabels: { app: 'other' } } }), 'spec.template.metadata.labels'],
  [deployment('x', { selector: undefined }), 'spec.selector'],
  [deployment('x', { strategy: { type: 'Sideways' } }), 'spec.strategy.type'],
  [deployment('x', {}, { image: '' }), 'spec.template.spec.containers[0].image'],
  [
    deployment('x', {}, { ports: [{ containerPort: 70_000 }] }),
    'spec.template.spec.containers[0].ports[0].containerPort',
  ],
  [
    deployment('x', {}, { volumeMounts: [{ name: 'v', mountPath: '/v' }] }),
    'spec.template.spec.containers[0].volumeMounts[0].name',
  ],
])('an object that makes no sense is invalid, with the field as cause', async (body, field) => {
  const { json } = await post(DEPLOYMENTS, body);
  expect(json).toMatchObject({
    code: 422,
    reason: 'Invalid',
    details: { kind: 'Deployment', group: 'apps', name: 'x' },
  });
  expect(json.details.causes.map((cause: { field: string }) => cause.field)).toContain(field);
});

test('a custom resource is held to its schema', async () => {
  const path = '/apis/monitoring.googleapis.com/v1/namespaces/default/podmonitorings';
  const spec = { selector: {}, endpoints: [{ port: 8000, interval: 'often' }] };
  const body = { apiVersion: 'monitoring.googleapis.com/v1', kind: 'PodMonitoring', metadata: { name: 'pm' }, spec };
  const { json } = await post(path, body);
  expect(json.details.causes.map((cause: { field: string }) => cause.field)).toEqual(['spec.endpoints[0].interval']);
});

test('creation in a missing or terminating namespace is refused', async () => {
  const absent = await post('/api/v1/namespaces/absent/configmaps', configMap({ name: 'a' }));
  expect([absent.status, absent.json.message]).toEqual([404, 'namespaces "absent" not found']);
  await post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'going' } });
  await api.request('/api/v1/namespaces/going', { method: 'DELETE' });
  const going = await post('/api/v1/namespaces/going/configmaps', configMap({ name: 'a' }));
  expect([going.status, going.json.details.causes[0].reason]).toEqual([403, 'NamespaceTerminating']);
});

test('prototype keys are plain data', async () => {
  const body =
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"proto"},"data":{"__proto__":"x","constructor":"y"}}';
  const { json } = await post(MAPS, body);
  expect(json.data).toEqual({ constructor: 'y' });
  expect(({} as { x?: string }).x).toBeUndefined();
});
