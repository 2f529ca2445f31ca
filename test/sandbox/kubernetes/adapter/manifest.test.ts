import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Clock } from '../../../../sandbox/core/clock.ts';
import { loadDurations } from '../../../../sandbox/core/data.ts';
import { Database } from '../../../../sandbox/core/database.ts';
import { LoopbackAddresses } from '../../../../sandbox/core/loopback.ts';
import type { World } from '../../../../sandbox/core/world.ts';
import { Policies } from '../../../../sandbox/iam/policies.ts';
import { loadRoles } from '../../../../sandbox/iam/roles.ts';
import { type RunningCluster, startCluster } from '../../../../sandbox/kubernetes/cluster.ts';
import { createMonitoring } from '../../../../sandbox/monitoring/service.ts';
import { Machines } from '../machines.ts';
import { WAITING } from './asking.ts';

const MEMBER =
  'principal://iam.googleapis.com/projects/123456789/locations/global/workloadIdentityPools/my-project.svc.id.goog/subject/ns/custom-metrics/sa/custom-metrics-stackdriver-adapter';
const START = Date.UTC(2026, 0, 1);
const PACE = 1_000_000;
const INSTANT = {
  cpuNodeBoot: '0s',
  imagePull: '0s',
  imagePullCached: '0s',
  metricIngestion: '0s',
  newMetricVisible: '0s',
};
const run = promisify(execFile);

let real = 0;
let folder: string;
let clock: Clock;
let addresses: LoopbackAddresses;
let cluster: RunningCluster;
let iam: Policies;
let monitoring: ReturnType<typeof createMonitoring>;

/** A whole cluster with its API server, its controllers and kubelets, and the manifest applied by the real kubectl. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'adapter-'));
  clock = new Clock({ start: START, pace: PACE, monotonic: () => real });
  const database = Database.open();
  addresses = await LoopbackAddresses.open(database, `adapter test ${process.pid}`);
  const world: World = {
    clock,
    database,
    seed: 1,
    token: 'token',
    addresses,
    faults: { active: () => undefined },
    durations: loadDurations({ ...INSTANT, iamPropagation: '0s' }),
    log: () => {},
  };
  iam = new Policies(world, loadRoles());
  monitoring = createMonitoring(world);
  const cloud = new Machines(world);
  const buckets = { get: () => undefined, objects: () => [], putObject: () => {} };
  cluster = await startCluster(world, { uid: 'uid', version: '1.33.5-gke.1080000', cloud, buckets, iam, monitoring });
  cloud.addPool({ name: 'default-pool', machineType: 'e2-standard-4', size: 1 });
  writeFileSync(join(folder, 'kubeconfig'), JSON.stringify(kubeconfig(cluster)));
  await pass(60);
  await kubectl('apply', '-f', join(import.meta.dirname, '../../../../manifests/custom-metrics-adapter.yaml'));
});
afterAll(async () => {
  await cluster.stop();
  addresses.close();
  clock.stop();
  rmSync(folder, { recursive: true });
});

async function pass(seconds: number): Promise<void> {
  const until = clock.now() + seconds * 1000;
  while (clock.now() < until) {
    real += Math.min(1000, until - clock.now()) / PACE;
    clock.advance();
    await setImmediate();
  }
}

async function kubectl(...args: string[]): Promise<string> {
  const env = { ...process.env, HOME: folder, KUBECONFIG: join(folder, 'kubeconfig'), KUBECACHEDIR: folder };
  return (await run('kubectl', args, { env })).stdout;
}

function kubeconfig({ endpoint, caCertificate }: RunningCluster): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'c',
    clusters: [{ name: 'c', cluster: { server: `https://${endpoint}`, 'certificate-authority-data': caCertificate } }],
    users: [{ name: 'c', user: { token: 'token' } }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'c' } }],
  };
}

const adapterPod = () => cluster.store.list('pods', { namespace: 'custom-metrics' })[0]!;
const apiService = () =>
  cluster.store.get('apiservices', undefined, 'v1beta2.custom.metrics.k8s.io')!.status.conditions[0].status;

test('without its role the adapter crash-loops; with it, it becomes ready and the API available', async () => {
  await pass(60);
  const [container] = adapterPod().status.containerStatuses;
  expect(container.restartCount).toBeGreaterThan(1);
  expect(container.state.waiting.reason).toBe('CrashLoopBackOff');
  expect(container.lastState.terminated).toMatchObject({ exitCode: 255, reason: 'Error' });
  expect(apiService()).toBe('False');

  iam.found('projects/my-project', [{ role: 'roles/monitoring.viewer', members: [MEMBER] }]);
  await pass(180);
  expect(adapterPod().status.containerStatuses[0]).toMatchObject({ ready: true });
  expect(apiService()).toBe('True');
});

test('an autoscaler behind the API server finds its metric, and kubectl shows it', async () => {
  const deployment = cluster.store.create('deployments', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'default', name: 'vllm-tpu' },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'vllm-tpu' } },
      strategy: { type: 'Recreate' },
      template: {
        metadata: { labels: { app: 'vllm-tpu' } },
        spec: { restartPolicy: 'Always', containers: [{ name: 'server', image: 'nginx' }] },
      },
    },
  });
  await pass(30);
  const pod = cluster.store.list('pods', { namespace: 'default' })[0]!.metadata.name;
  const name = 'vllm:num_requests_waiting';
  const place = { project_id: 'my-project', location: 'us-east5', cluster: 'vllm' };
  const target = { ...place, namespace: 'default', job: 'j', instance: pod };
  monitoring.ingest([{ name, family: name, kind: 'gauge', labels: { pod }, target, value: 35, time: clock.now() }]);
  const manifest = join(folder, 'hpa.yaml');
  writeFileSync(manifest, JSON.stringify(autoscaler(deployment.metadata.name)));
  await kubectl('apply', '-f', manifest);
  expect(await kubectl('get', 'hpa', 'vllm-hpa')).toMatch(/^vllm-hpa +Deployment\/vllm-tpu +<unknown>\/10 +1 +2 +0 +/m);
  await pass(16);
  expect(await kubectl('get', 'hpa', 'vllm-hpa')).toMatch(/^vllm-hpa +Deployment\/vllm-tpu +35\/10 +1 +2 +1 +16s/m);
  await pass(15);
  expect(await kubectl('get', 'hpa', 'vllm-hpa')).toMatch(/ 35\/10 +1 +2 +2 +31s/m);
  expect(JSON.parse(await kubectl('get', '--raw', WAITING)).items).toMatchObject([{ value: '35' }]);
  expect(await kubectl('describe', 'hpa', 'vllm-hpa')).toMatch(
    /SuccessfulRescale .*horizontal-pod-autoscaler +New size: 2; reason: pods metric/,
  );
});

function autoscaler(name: string): object {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { namespace: 'default', name: 'vllm-hpa' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: 1,
      maxReplicas: 2,
      metrics: [
        {
          type: 'Pods',
          pods: {
            metric: { name: 'prometheus.googleapis.com|vllm:num_requests_waiting|gauge' },
            target: { type: 'AverageValue', averageValue: 10 },
          },
        },
      ],
    },
  };
}
