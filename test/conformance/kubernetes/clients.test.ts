import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppsV1Api, CoreV1Api, KubeConfig, makeInformer, type V1ConfigMap, Watch } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld, startApi } from '../../sandbox/kubernetes/api/fixture.ts';
import { type RealCluster, startCluster } from './cluster.ts';

let cluster: RealCluster;
const kube = new KubeConfig();
beforeAll(async () => {
  cluster = await startCluster();
  kube.loadFromFile(cluster.kubeconfig);
});
afterAll(() => cluster.stop());

const PYTHON = `
from kubernetes import client, config, watch
config.load_kube_config()
core, apps = client.CoreV1Api(), client.AppsV1Api()
container = client.V1Container(name="c", image="nginx", resources=client.V1ResourceRequirements(limits={"cpu": "500m"}))
template = client.V1PodTemplateSpec(metadata=client.V1ObjectMeta(labels={"app": "py"}), spec=client.V1PodSpec(containers=[container]))
spec = client.V1DeploymentSpec(replicas=1, selector=client.V1LabelSelector(match_labels={"app": "py"}), template=template)
made = apps.create_namespaced_deployment("default", client.V1Deployment(metadata=client.V1ObjectMeta(name="py"), spec=spec))
print("made", made.spec.strategy.rolling_update.max_surge)
stream = watch.Watch()
for event in stream.stream(core.list_namespaced_pod, "default", label_selector="app=py", timeout_seconds=20):
    ready = [c for c in event["object"].status.conditions or [] if c.type == "Ready" and c.status == "True"]
    if ready:
        print("ready", event["object"].status.phase)
        stream.stop()
print("patched", apps.patch_namespaced_deployment("py", "default", {"spec": {"replicas": 2}}).spec.replicas)
print("scale", apps.read_namespaced_deployment_scale("py", "default").spec.replicas)
print("nodes", len(core.list_node(limit=1).items))
try:
    core.read_namespaced_pod("nope", "default")
except client.ApiException as error:
    print("error", error.status, error.reason)
stale = core.create_namespaced_config_map("default", client.V1ConfigMap(metadata=client.V1ObjectMeta(name="stale")))
core.replace_namespaced_config_map("stale", "default", client.V1ConfigMap(metadata=stale.metadata, data={"a": "1"}))
try:
    core.replace_namespaced_config_map("stale", "default", client.V1ConfigMap(metadata=stale.metadata, data={"a": "2"}))
except client.ApiException as error:
    print("error", error.status, error.reason)
apps.delete_namespaced_deployment("py", "default", propagation_policy="Foreground")
`;

test('Debian’s Python client creates, watches, patches and deletes', async () => {
  const file = join(cluster.folder, 'client.py');
  writeFileSync(file, PYTHON);
  const output = await new Promise<string>((resolve, reject) => {
    execFile('/usr/bin/python3', [file], { env: cluster.environment }, (error, stdout, stderr) =>
      error
        ? reject(new Error(`${stderr}\nInstall the client with "apt-get install -y python3-kubernetes".`))
        : resolve(stdout),
    );
  });
  expect(output.trim().split('\n')).toEqual([
    'made 25%',
    'ready Running',
    'patched 2',
    'scale 2',
    'nodes 1',
    'error 404 Not Found',
    'error 409 Conflict',
  ]);
});

test('an informer follows a watch that is cut, and lists anew when its version is gone', async () => {
  const core = kube.makeApiClient(CoreV1Api);
  const namespace = 'default';
  const list = () => core.listNamespacedConfigMap({ namespace });
  const informer = makeInformer<V1ConfigMap>(kube, `/api/v1/namespaces/${namespace}/configmaps`, list);
  const seen = new Map<string, string | undefined>();
  const note = (object: V1ConfigMap) => void seen.set(object.metadata!.name!, object.data?.n);
  informer.on('add', note);
  informer.on('update', note);
  informer.on('delete', (object) => void seen.delete(object.metadata!.name!));
  const again = (): void => void setTimeout(() => informer.start().catch(again), 50);
  informer.on('error', again);
  await informer.start();
  const put = (n: number) =>
    core.createNamespacedConfigMap({ namespace, body: { metadata: { name: `i${n}` }, data: { n: `${n}` } } });
  await put(1);
  await expect.poll(() => seen.get('i1')).toBe('1');
  await informer.stop();
  for (let n = 2; n < 10; n++) await put(n);
  await core.deleteNamespacedConfigMap({ namespace, name: 'i1' });
  await informer.start();
  await expect.poll(() => [seen.get('i9'), seen.has('i1')]).toEqual(['9', false]);
  await informer.stop();
});

test('after a restart an old watch is told that its version is gone, and an informer goes on', async () => {
  const first = await startApi();
  const config = new KubeConfig();
  config.loadFromFile(first.environment.KUBECONFIG);
  const core = config.makeApiClient(CoreV1Api);
  const namespace = 'default';
  const create = (name: string) => core.createNamespacedConfigMap({ namespace, body: { metadata: { name } } });
  const { metadata } = await create('one');
  await create('two');
  const path = '/api/v1/namespaces/default/configmaps';
  const informer = makeInformer<V1ConfigMap>(config, path, () => core.listNamespacedConfigMap({ namespace }));
  const names = new Set<string>();
  informer.on('add', (object) => void names.add(object.metadata!.name!));
  const again = (): void => void setTimeout(() => informer.start().catch(again), 50);
  informer.on('error', again);
  await informer.start();
  await first.stop();

  const second = await startApi({ world: createWorld({ database: first.world.database }), port: first.port });
  const gone = await new Promise<{ statusCode?: number }>((resolve) => {
    const query = { resourceVersion: metadata!.resourceVersion };
    void new Watch(config).watch(path, query, () => {}, resolve as never);
  });
  expect(gone.statusCode).toBe(410);
  await create('three');
  await expect.poll(() => [...names]).toEqual(['one', 'two', 'three']);
  await informer.stop();
  await second.stop();
});

test('an object’s owner takes it along', async () => {
  const core = kube.makeApiClient(CoreV1Api);
  const namespace = 'default';
  const owner = await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'owner' } } });
  const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: owner.metadata!.uid! }];
  await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'owned', ownerReferences } } });
  await core.deleteNamespacedConfigMap({ namespace, name: 'owner' });
  const names = async () =>
    (await core.listNamespacedConfigMap({ namespace })).items.map(({ metadata }) => metadata!.name);
  await expect.poll(names).not.toContain('owned');
});

test('a rollout is read in types', async () => {
  const apps = kube.makeApiClient(AppsV1Api);
  const labels = { app: 'typed' };
  const body = {
    metadata: { name: 'typed' },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
    },
  };
  await apps.createNamespacedDeployment({ namespace: 'default', body });
  const read = async () =>
    (await apps.readNamespacedDeployment({ namespace: 'default', name: 'typed' })).status?.availableReplicas;
  await expect.poll(read).toBe(1);
});
