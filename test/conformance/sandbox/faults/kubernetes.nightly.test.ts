import { type KubeConfig, KubeConfig as KubeConfiguration, makeInformer } from '@kubernetes/client-node';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Workstation } from '../workstation.ts';
import { openTutorial } from './tutorial.ts';

let station: Workstation;

beforeAll(async () => {
  station = await openTutorial();
});
afterEach(() => station.switchOff());
afterAll(() => station.close());

const kubectl = (line: string) => station.kubectl(...line.split(' '));

test('api-errors: kubectl says that the server is unavailable, and works again without', async () => {
  await station.switchOn('api-errors', { api: 'kubernetes' });
  expect((await kubectl('get --raw /api/v1/namespaces/default')).stderr).toContain(
    'the server is currently unable to handle the request',
  );
  await station.switchOff();
  expect((await kubectl('get namespace default')).code).toBe(0);
});

test('api-errors: kubectl asks again when it is asked to come back later', async () => {
  await station.switchOn('api-errors', { api: 'kubernetes', code: 429, probability: 0.4 });
  expect((await kubectl('get namespace default')).code).toBe(0);
});

test('api-reset: kubectl loses its connection', async () => {
  await station.switchOn('api-reset', { api: 'kubernetes' });
  expect((await kubectl('get --raw /api/v1/namespaces/default')).stderr).toMatch(/EOF|connection reset by peer/);
});

test('watch-cut: a watch of kubectl ends by itself', async () => {
  await station.switchOn('watch-cut', { seconds: 20, gone: 0 });
  const { code, stdout } = await kubectl('get namespaces -w');
  expect([code, stdout]).toEqual([0, expect.stringContaining('default')]);
});

test('watch-cut: an informer goes on through cuts and lost history, and misses nothing', async () => {
  const config: KubeConfig = new KubeConfiguration();
  config.loadFromFile(station.environment.KUBECONFIG!);
  const { server } = config.getCurrentCluster()!;
  config.users = [{ name: 'test', token: station.sandbox.world.token } as (typeof config.users)[number]];
  config.contexts = [{ name: 'test', cluster: config.clusters[0]!.name, user: 'test' }];
  config.setCurrentContext('test');
  expect(server).toMatch(/^https:\/\/127/);

  const { CoreV1Api } = await import('@kubernetes/client-node');
  const api = config.makeApiClient(CoreV1Api);
  const seen = new Set<string>();
  let ends = 0;
  const informer = makeInformer(config, '/api/v1/namespaces/vllm/configmaps', () =>
    api.listNamespacedConfigMap({ namespace: 'vllm' }),
  );
  informer.on('add', ({ metadata }) => seen.add(metadata!.name!));
  informer.on('error', () => {
    ends++;
    setTimeout(() => void informer.start(), 20);
  });
  informer.on('connect', () => {
    ends++;
  });
  await station.switchOn('watch-cut', { seconds: 40, gone: 0.5 });
  await informer.start();
  const names = Array.from({ length: 20 }, (_, index) => `seen-${index}`);
  for (const name of names) {
    await api.createNamespacedConfigMap({ namespace: 'vllm', body: { metadata: { name } } });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await expect.poll(() => names.filter((name) => !seen.has(name))).toEqual([]);
  expect(ends).toBeGreaterThan(2);
  await informer.stop();
});

test('node-lost: kubectl tells that the node is not ready and goes, and another one comes', async () => {
  const nodes = () => kubectl('get nodes -l cloud.google.com/gke-nodepool=tpunodepool --no-headers');
  const before = (await station.until(' Ready ', nodes)).split(' ')[0]!;
  await station.switchOn('node-lost', { node: before });
  await station.until(`Node ${before} status is now: NodeNotReady`, () =>
    kubectl(`get events -n default --field-selector involvedObject.name=${before}`),
  );
  const after = await station.until(new RegExp(`^(?!${before}).* Ready `), nodes);
  expect(after).not.toContain(before);
});

test('image-pull-error: kubectl shows why, and the pod runs once the image is there', async () => {
  await station.switchOn('image-pull-error', { image: 'nginx' });
  await kubectl('run web --image=docker.io/library/nginx:1');
  await station.until('ImagePullBackOff', () => kubectl('get pod web'));
  expect((await kubectl('describe pod web')).stdout).toContain(
    'Failed to pull image "docker.io/library/nginx:1": rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:1": failed to resolve reference "docker.io/library/nginx:1": docker.io/library/nginx:1: not found',
  );
  await station.switchOff();
  await station.until('Running', () => kubectl('get pod web'));
});

test('load-balancer-pending: the address stays away, and comes', async () => {
  await station.switchOn('load-balancer-pending');
  await kubectl('create service loadbalancer web --tcp=8000:8000');
  const before = station.sandbox.world.clock.now();
  await expect.poll(() => station.sandbox.world.clock.now() - before).toBeGreaterThan(60_000);
  expect((await kubectl('get service web')).stdout).toContain('<pending>');
  await station.switchOff();
  await station.until(/127\.\d+\.\d+\.\d+/, () => kubectl('get service web'));
  await kubectl('delete service web');
});

test('image-rate-limit: kubectl shows Docker Hub’s limit, and the pod runs once it has passed', async () => {
  await station.switchOn('image-rate-limit', { image: 'httpd' });
  await kubectl('run limited --image=docker.io/library/httpd:2');
  await station.until('ImagePullBackOff', () => kubectl('get pod limited'));
  expect((await kubectl('describe pod limited')).stdout).toContain(
    '429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit',
  );
  await station.switchOff();
  await station.until('Running', () => kubectl('get pod limited'));
});

test('disk-full: a node evicts its pods and takes none, until it has space', async () => {
  await kubectl('run tenant --image=nginx');
  const node = () => kubectl('get pod tenant -o jsonpath={.spec.nodeName}');
  await station.until(/^gke-/, node);
  const { stdout: name } = await node();
  await station.switchOn('disk-full', { node: name });
  await station.until('Evicted', () => kubectl('get pod tenant'));
  expect((await kubectl('get pod tenant -o jsonpath={.status.message}')).stdout).toMatch(
    /^The node was low on resource: ephemeral-storage\. Threshold quantity: \d+, available: \d+Ki\. Container tenant was using/,
  );
  await station.until('node.kubernetes.io/disk-pressure', () => kubectl(`describe node ${name}`));
  await station.switchOff();
  await station.until('KubeletHasNoDiskPressure', () => kubectl(`describe node ${name}`));
});

test('gmp-operator-down: no PodMonitoring is accepted, and then one is', async () => {
  const monitoring = {
    apiVersion: 'monitoring.googleapis.com/v1',
    kind: 'PodMonitoring',
    metadata: { name: 'late', namespace: 'default' },
    spec: { selector: { matchLabels: { a: 'b' } }, endpoints: [{ port: 8000, interval: '15s' }] },
  };
  await station.switchOn('gmp-operator-down');
  expect((await station.apply(monitoring)).stderr).toContain(
    'failed calling webhook "default.podmonitorings.gmp-operator.gmp-system.monitoring.googleapis.com": failed to call webhook: Post "https://gmp-operator.gmp-system.svc:443/default/monitoring.googleapis.com/v1/podmonitorings?timeout=10s": no endpoints available for service "gmp-operator"',
  );
  await station.until(/gmp-operator-\S+ +0\/1/, () => kubectl('get pods -n gmp-system'));
  await station.switchOff();
  expect((await station.apply(monitoring)).code).toBe(0);
  await station.until(/gmp-operator-\S+ +1\/1/, () => kubectl('get pods -n gmp-system'));
});

const waiting = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'waiting', namespace: 'vllm' },
  spec: {
    nodeSelector: {
      'cloud.google.com/gke-tpu-accelerator': 'tpu-v6e-slice',
      'cloud.google.com/gke-tpu-topology': '1x1',
    },
    containers: [{ name: 'c', image: 'nginx', resources: { limits: { 'google.com/tpu': 1 } } }],
  },
};
const createSmallPool = (...flags: string[]) =>
  station.gcloud(
    'container',
    'node-pools',
    'create',
    'small',
    '--cluster=$CLUSTER_NAME',
    '--location=us-east5',
    '--node-locations=us-east5-b',
    '--machine-type=ct6e-standard-1t',
    '--enable-autoscaling',
    '--total-max-nodes=2',
    ...flags,
  );
const deleteSmallPool = async () => {
  await kubectl('delete pod waiting');
  await station.gcloud(
    'container',
    'node-pools',
    'delete',
    'small',
    '--cluster=$CLUSTER_NAME',
    '--location=us-east5',
    '--quiet',
  );
};
const events = () => kubectl('get events --field-selector involvedObject.name=waiting');

test('pool-at-maximum: the autoscaler adds no node, until the pool may have one more', async () => {
  expect((await createSmallPool('--num-nodes=1')).stderr).toContain('Created');
  await station.apply({ ...waiting, metadata: { ...waiting.metadata, name: 'first' } });
  await station.until('gke-', () => kubectl('get pod first -o wide'));
  await station.switchOn('pool-at-maximum', { pool: 'small' });
  await station.apply(waiting);
  await station.until("pod didn't trigger scale-up: ", events);
  expect((await events()).stdout).toContain('max node group size reached');
  const update = ['update', 'small', '--cluster=$CLUSTER_NAME', '--location=us-east5'];
  const limits = ['--enable-autoscaling', '--total-max-nodes=2'];
  expect((await station.gcloud('container', 'node-pools', ...update, ...limits)).code).toBe(0);
  await station.until('pod triggered scale-up', events);
  await kubectl('delete pod first');
  await deleteSmallPool();
});

test('flex-start-waits: a pod waits for a node that does not come, until there is capacity', async () => {
  await station.switchOn('flex-start-waits');
  expect((await createSmallPool('--num-nodes=0', '--flex-start', '--reservation-affinity=none')).stderr).toContain(
    'Created',
  );
  await station.apply(waiting);
  await station.until('pod triggered scale-up', events);
  await station.until(/failed: Some nodes in node group \[gke-\S+-grp\] failed to appear in time\./, events);
  await station.switchOff();
  await station.until(/gke-tpu-/, () => kubectl('get pod waiting -o wide'));
  await deleteSmallPool();
});
