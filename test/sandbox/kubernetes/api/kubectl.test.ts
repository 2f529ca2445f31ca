import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderManifest } from '../../../../lib/template/index.ts';
import { Clock } from '../../../../sandbox/core/clock.ts';
import { createWorld, startApi } from './fixture.ts';

let api: Awaited<ReturnType<typeof startApi>>;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const web = (replicas: number, more = ''): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, labels: { app: web } }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
      - { name: c, image: nginx, ports: [{ containerPort: 80 }], resources: { limits: { cpu: 1500m } } }
${more}`;

test('the version is the cluster’s', async () => {
  const { stdout } = await api.kubectl(['version', '-o', 'json']);
  expect(JSON.parse(stdout).serverVersion).toMatchObject({
    major: '1',
    minor: '33',
    gitVersion: 'v1.33.5-gke.1080000',
  });
});

test('namespaces and secrets are created from protobuf bodies', async () => {
  expect((await api.kubectl(['create', 'namespace', 'vllm'])).stdout).toBe('namespace/vllm created\n');
  const again = await api.kubectl(['create', 'namespace', 'vllm']);
  expect(again.stderr).toBe('Error from server (AlreadyExists): namespaces "vllm" already exists\n');
  await api.kubectl(['create', 'secret', 'generic', 'hf-secret', '-n', 'vllm', '--from-literal=hf_api_token=secret']);
  expect(api.store.get('secrets', 'vllm', 'hf-secret')).toMatchObject({
    type: 'Opaque',
    data: { hf_api_token: Buffer.from('secret').toString('base64') },
  });
});

test('a deployment from a protobuf body equals its JSON', async () => {
  const create = 'create deployment typed --image=nginx --port=80 --replicas=0'.split(' ');
  await api.kubectl(create);
  const { stdout } = await api.kubectl([...create, '--dry-run=client', '-o', 'json']);
  const json = JSON.parse(stdout.replaceAll('typed', 'untyped'));
  await api.kubectl(['create', '-f', '-'], JSON.stringify(json));
  const spec = (name: string): unknown => api.store.get('deployments', 'default', name)!.spec;
  expect(JSON.parse(JSON.stringify(spec('typed')).replaceAll('typed', 'untyped'))).toEqual(spec('untyped'));
  expect(spec('typed')).toMatchObject({ replicas: 0 });
});

test('apply creates, changes and keeps objects', async () => {
  const apply = async (manifest: string) => (await api.kubectl(['apply', '-f', '-'], manifest)).stdout.trim();
  expect(await apply(web(1))).toBe('deployment.apps/web created');
  expect(await apply(web(1))).toBe('deployment.apps/web unchanged');
  expect(await apply(web(2))).toBe('deployment.apps/web configured');
  expect(api.store.get('deployments', 'default', 'web')).toMatchObject({
    spec: { replicas: 2 },
    metadata: { generation: 2 },
  });
});

test('a second apply of the autoscaler has nothing to configure', async () => {
  const text = readFileSync(new URL('../../../../manifests/vllm-hpa.yaml', import.meta.url), 'utf8');
  const manifest = renderManifest(text, { METRIC: 'vllm:num_requests_waiting', HPA_TARGET: 10, MAX_REPLICAS: 2 });
  const apply = async (file: string) => (await api.kubectl(['apply', '-f', '-'], file)).stdout;
  expect(await apply(manifest)).toBe('horizontalpodautoscaler.autoscaling/vllm-hpa created\n');
  expect(await apply(manifest)).toBe('horizontalpodautoscaler.autoscaling/vllm-hpa unchanged\n');
  // The server keeps a quantity as a string, so that kubectl finds a number changed for ever.
  const unquoted = manifest.replace('averageValue: "10"', 'averageValue: 10');
  await apply(unquoted);
  expect(await apply(unquoted)).toBe('horizontalpodautoscaler.autoscaling/vllm-hpa configured\n');
});

test('an unknown field is named', async () => {
  const { code, stderr } = await api.kubectl(['create', '-f', '-'], web(1, '      restartPolice: Always'));
  expect(code).toBe(1);
  expect(stderr).toBe(
    'Error from server (BadRequest): error when creating "STDIN": Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.template.spec.restartPolice"\n',
  );
});

test('server-side apply names the owner of a conflicting field', async () => {
  const manifest = web(1).replaceAll('web', 'owned');
  await api.kubectl(['apply', '--server-side', '-f', '-'], manifest);
  await api.kubectl(['scale', 'deployment/owned', '--replicas=3']);
  const { stderr } = await api.kubectl(['apply', '--server-side', '-f', '-'], manifest);
  expect(stderr).toMatch(
    /^error: Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using apps\/v1: \.spec\.replicas\n/,
  );
  const forced = await api.kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], manifest);
  expect(forced.stdout).toBe('deployment.apps/owned serverside-applied\n');
  expect(api.store.get('deployments', 'default', 'owned')!.spec.replicas).toBe(1);
});

test('server-side apply is refused the replicas that the autoscaler has set', async () => {
  const manifest = web(1).replaceAll('web', 'scaled');
  await api.kubectl(['apply', '--server-side', '-f', '-'], manifest);
  api.store.as('kube-controller-manager', 'scale').modify('deployments', 'default', 'scaled', ({ spec }) => {
    spec.replicas = 4;
  });
  const { stderr } = await api.kubectl(['apply', '--server-side', '-f', '-'], manifest);
  expect(stderr).toMatch(
    /^error: Apply failed with 1 conflict: conflict with "kube-controller-manager" with subresource "scale" using apps\/v1: \.spec\.replicas\n/,
  );
  // Who leaves the field out gives it up, and the autoscaler keeps it.
  const unscaled = manifest.replace('  replicas: 1\n', '');
  expect((await api.kubectl(['apply', '--server-side', '-f', '-'], unscaled)).stderr).toBe('');
  expect(api.store.get('deployments', 'default', 'scaled')!.spec.replicas).toBe(4);
});

describe('when simulated time is days ahead of the wall clock', () => {
  const minutesAgo = (minutes: number): string =>
    new Date(ahead.world.clock.now() - minutes * 60_000).toISOString().replace(/\.\d+/, '');
  let ahead: Awaited<ReturnType<typeof startApi>>;
  beforeAll(async () => {
    const clock = new Clock({ start: Date.now() + 7 * 86_400_000 });
    ahead = await startApi({ world: createWorld({ clock }) });
    const metadata = { namespace: 'default', name: 'late' };
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { nodeName: 'n', containers: [] }, status: {} };
    const { uid } = ahead.store.create('pods', pod).metadata;
    const times = { firstTimestamp: minutesAgo(90), lastTimestamp: minutesAgo(30), eventTime: null };
    ahead.store.create('events', {
      ...{ apiVersion: 'v1', kind: 'Event', metadata: { namespace: 'default', name: 'late.1' } },
      ...{ involvedObject: { kind: 'Pod', namespace: 'default', name: 'late', uid }, count: 4, ...times },
      ...{ type: 'Normal', reason: 'Pulled', message: 'Done', source: { component: 'kubelet' } },
    });
    ahead.store.create('nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, spec: {}, status: {} });
  });
  afterAll(() => ahead.stop());

  test.each([
    ['get pods', /late .* [0-9]s\n/],
    ['get events', /\n30m +Normal +Pulled/],
    ['events', /\n30m \(x4 over 90m\) +Normal +Pulled/],
    ['describe pod late', /Normal +Pulled +30m \(x4 over 90m\) +kubelet/],
    ['describe node n', /default +late .* \d+s\n/],
  ])('kubectl %s shows ages in simulated time', async (line, expected) => {
    const { stdout } = await ahead.kubectl(line.split(' '));
    expect(stdout).toMatch(expected);
    expect(stdout).not.toContain('<invalid>');
  });

  test('the times themselves stay those of the simulated clock', async () => {
    const { stdout } = await ahead.kubectl(['get', 'event', 'late.1', '-o', 'jsonpath={.lastTimestamp}']);
    expect(stdout).toBe(ahead.store.get('events', 'default', 'late.1')!.lastTimestamp);
  });
});

test('explain reads the fields of built-in and custom resources', async () => {
  const { stdout } = await api.kubectl(['explain', 'deployment.spec.strategy.rollingUpdate.maxSurge']);
  expect(stdout).toContain('FIELD: maxSurge <IntOrString>');
  expect((await api.kubectl(['explain', 'podmonitoring.spec.endpoints.interval'])).stdout).toContain('<string>');
});

test('a wait ends when its condition is met', async () => {
  const waiting = api.kubectl(['wait', '--for=jsonpath={.data.ready}=yes', 'configmap/gate', '--timeout=30s']);
  const gate = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'default', name: 'gate' },
    data: { ready: 'no' },
  };
  api.store.create('configmaps', gate);
  setTimeout(() => {
    api.store.modify('configmaps', 'default', 'gate', (draft) => {
      draft.data.ready = 'yes';
    });
  }, 500);
  expect((await waiting).stdout).toBe('configmap/gate condition met\n');
});

test('a custom resource is applied and changed by merge patches', async () => {
  const folder = join(api.folder, 'manifests');
  mkdirSync(folder);
  writeFileSync(join(folder, 'pm.yaml'), PODMONITORING);
  expect((await api.kubectl(['apply', '-f', folder])).stdout).toBe(
    'podmonitoring.monitoring.googleapis.com/pm created\n',
  );
  writeFileSync(join(folder, 'pm.yaml'), PODMONITORING.replace('15s', '30s'));
  expect((await api.kubectl(['apply', '-f', folder])).stdout).toBe(
    'podmonitoring.monitoring.googleapis.com/pm configured\n',
  );
});

const PODMONITORING = `
apiVersion: monitoring.googleapis.com/v1
kind: PodMonitoring
metadata: { name: pm }
spec:
  selector: { matchLabels: { app: web } }
  endpoints: [{ port: 8000, path: /metrics, interval: 15s }]
`;
