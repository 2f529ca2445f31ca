import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApi } from './fixture.ts';

let api: Awaited<ReturnType<typeof startApi>>;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const NAMESPACED = '/api/v1/namespaces/default';
let count = 0;

async function post(path: string, apiVersion: string, kind: string, fields: object) {
  const metadata = { name: `o-${++count}` };
  return api.request(path, { method: 'POST', body: { apiVersion, kind, metadata, ...fields } });
}

const secret = (fields: object) => post(`${NAMESPACED}/secrets`, 'v1', 'Secret', fields);
const service = (nodePort: number) =>
  post(`${NAMESPACED}/services`, 'v1', 'Service', {
    spec: { type: 'NodePort', selector: { a: 'b' }, ports: [{ port: 80, nodePort }] },
  });
const budget = (fields: object) =>
  post('/apis/policy/v1/namespaces/default/poddisruptionbudgets', 'policy/v1', 'PodDisruptionBudget', {
    spec: { selector: { matchLabels: { a: 'b' } }, ...fields },
  });
const priority = (value: number) =>
  post('/apis/scheduling.k8s.io/v1/priorityclasses', 'scheduling.k8s.io/v1', 'PriorityClass', { value });
const limits = (item: object) =>
  post(`${NAMESPACED}/limitranges`, 'v1', 'LimitRange', { spec: { limits: [{ type: 'Container', ...item }] } });
const pod = (hostPort: number) =>
  post(`${NAMESPACED}/pods`, 'v1', 'Pod', {
    spec: { hostNetwork: true, containers: [{ name: 'a', image: 'nginx', ports: [{ containerPort: 80, hostPort }] }] },
  });

test.each<[string, () => ReturnType<typeof post>, string[]]>([
  [
    'a TLS secret without its keys',
    () => secret({ type: 'kubernetes.io/tls', stringData: { a: 'b' } }),
    ['data[tls.crt]', 'data[tls.key]'],
  ],
  [
    'a pull secret that is no JSON',
    () => secret({ type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': 'nojson' } }),
    ['data[.dockerconfigjson]'],
  ],
  [
    'a basic-auth secret without both keys',
    () => secret({ type: 'kubernetes.io/basic-auth' }),
    ['data[username]', 'data[password]'],
  ],
  [
    'a token secret of no account',
    () => secret({ type: 'kubernetes.io/service-account-token' }),
    ['metadata.annotations[kubernetes.io/service-account.name]'],
  ],
  ['a node port out of the range', () => service(8080), ['spec.ports[0].nodePort']],
  ['a budget with both bounds', () => budget({ minAvailable: 1, maxUnavailable: 1 }), ['spec']],
  ['a user’s priority above a billion', () => priority(2_000_000_000), ['value']],
  [
    'a default above the maximum',
    () => limits({ default: { cpu: '1' }, max: { cpu: '500m' } }),
    ['spec.limits[0].default[cpu]'],
  ],
  [
    'another host port than the container’s in the host’s network',
    () => pod(81),
    ['spec.containers[0].ports[0].containerPort'],
  ],
])('refuses %s', async (_what, act, fields) => {
  const { status, json: body } = await act();
  expect([status, body.reason]).toEqual([422, 'Invalid']);
  expect(body.details.causes.map(({ field }: { field: string }) => field)).toEqual(expect.arrayContaining(fields));
});

test.each<[string, () => ReturnType<typeof post>]>([
  [
    'a TLS secret with its keys',
    () => secret({ type: 'kubernetes.io/tls', stringData: { 'tls.crt': 'a', 'tls.key': 'b' } }),
  ],
  [
    'a pull secret',
    () =>
      secret({
        type: 'kubernetes.io/dockerconfigjson',
        data: { '.dockerconfigjson': Buffer.from('{}').toString('base64') },
      }),
  ],
  ['a node port of the range', () => service(30_080)],
  ['a priority of a billion', () => priority(1_000_000_000)],
  ['the same port in the host’s network', () => pod(80)],
])('accepts %s', async (_what, act) => {
  expect((await act()).status).toBe(201);
});
