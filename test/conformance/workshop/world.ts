import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Laptop } from '../../e2e/laptop.ts';

/** Nothing takes simulated time, so that a small world is there at once. */
const SCENARIO = `durations: { clusterCreate: 0s, nodePoolCreate: 0s, cpuNodeBoot: 0s, imagePull: 0s, podTermination: 0s }
`;

const OBJECTS = `
apiVersion: v1
kind: Namespace
metadata: { name: vllm }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: vllm-tpu, namespace: vllm }
spec:
  replicas: 2
  selector: { matchLabels: { app: vllm-tpu } }
  template:
    metadata: { labels: { app: vllm-tpu } }
    spec: { containers: [{ name: vllm, image: nginx, resources: { requests: { cpu: 100m } } }] }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: vllm-hpa, namespace: vllm }
spec:
  minReplicas: 1
  maxReplicas: 3
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: vllm-tpu }
  metrics:
    - type: Pods
      pods: { metric: { name: queue }, target: { type: AverageValue, averageValue: '10' } }
---
apiVersion: v1
kind: Event
metadata: { name: hostile, namespace: vllm }
type: Warning
reason: Hostile
message: '<img src=x onerror="document.title = 1">'
involvedObject: { kind: Pod, name: '<b>x</b>', namespace: vllm }
lastTimestamp: '2100-01-01T00:00:00Z'
`;

interface ClusterAnswer {
  readonly status: string;
  readonly endpoint: string;
  readonly masterAuth: { readonly clusterCaCertificate: string };
}

/** A sandbox in a folder of its own, and the small world that comes into it later. */
export interface SmallWorld {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Simulated seconds per real second. */
  pace(): Promise<number>;
  createCluster(): Promise<void>;
  createObjects(): Promise<void>;
}

export async function smallWorld(laptop: Laptop): Promise<SmallWorld> {
  const scenario = join(laptop.folder, 'scenario.yaml');
  await writeFile(scenario, SCENARIO);
  laptop.environment.SANDBOX_SCENARIO = scenario;
  const sandbox = async (...args: readonly string[]): Promise<string> =>
    (await laptop.run('sandbox/cli.ts', args)).output;
  let url = '';
  let token = '';
  const call = async <T>(path: string, body?: object): Promise<T> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(
      url + path,
      body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers },
    );
    return (await answer.json()) as T;
  };
  const clusters = '/container/v1/projects/vllm-tpu-sandbox/locations/us-east5/clusters';
  return {
    start: async () => {
      const started = JSON.parse(await sandbox('start', '--json')) as { url: string; env: Record<string, string> };
      url = started.url;
      const { readFile } = await import('node:fs/promises');
      token = (await readFile(started.env.CLOUDSDK_AUTH_ACCESS_TOKEN_FILE!, 'utf8')).trim();
    },
    stop: async () => void (await sandbox('stop')),
    pace: async () => (await call<{ pace: number }>('/_sandbox/status')).pace,
    createCluster: async () => {
      const pool = { name: 'default-pool', initialNodeCount: 2, config: { machineType: 'e2-standard-8' } };
      await call(clusters, { cluster: { name: 'vllm-tpu', nodePools: [pool] } });
      while ((await call<ClusterAnswer>(`${clusters}/vllm-tpu`)).status !== 'RUNNING')
        await new Promise((resolve) => setTimeout(resolve, 100));
    },
    createObjects: async () => {
      const { endpoint, masterAuth } = await call<ClusterAnswer>(`${clusters}/vllm-tpu`);
      const ca = masterAuth.clusterCaCertificate;
      const kubeconfig = join(laptop.folder, 'kubeconfig');
      const config = {
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'c',
        clusters: [{ name: 'c', cluster: { server: `https://${endpoint}`, 'certificate-authority-data': ca } }],
        users: [{ name: 'c', user: { token } }],
        contexts: [{ name: 'c', context: { cluster: 'c', user: 'c' } }],
      };
      await writeFile(kubeconfig, JSON.stringify(config), { mode: 0o600 });
      await apply(OBJECTS, { ...laptop.environment, KUBECONFIG: kubeconfig });
    },
  };
}

function apply(manifest: string, env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = execFile('kubectl', ['apply', '--validate=false', '-f', '-'], { env }, (error) =>
      error ? reject(error) : resolve(),
    );
    child.stdin!.end(manifest);
  });
}
