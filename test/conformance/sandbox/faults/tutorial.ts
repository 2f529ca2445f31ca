import { readFileSync } from 'node:fs';
import type { SandboxOptions } from '../../../../sandbox/sandbox.ts';
import { openWorkstation, type Workstation } from '../workstation.ts';

const PROJECT = 'vllm-tpu-sandbox';
const CLUSTERS = `/container/v1/projects/${PROJECT}/locations/us-east5/clusters`;
const POOL = `principal://iam.googleapis.com/projects/$PROJECT_NUMBER/locations/global/workloadIdentityPools/${PROJECT}.svc.id.goog/subject`;

/** Everything is there within seconds; what a fault is about keeps its own time. */
const DURATIONS = {
  clusterCreate: '2s',
  nodePoolCreate: '1s',
  tpuNodeBoot: '10s',
  cpuNodeBoot: '5s',
  tpuDevicePlugin: '1s',
  loadBalancer: '5s',
  imagePull: '5s',
  weightsDownload: '20s',
  weightsFromBucket: '10s',
  compileCold: '20s',
  compileCached: '10s',
  newMetricVisible: '10s',
};

/** The tutorial's Standard cluster with its TPU node, its bucket, its secret and its service account, and kubectl's context. */
export async function openTutorial(options: Partial<SandboxOptions> = {}): Promise<Workstation> {
  const station = await openWorkstation({ durations: DURATIONS, ...options });
  const { environment, call } = station;
  await call('POST', CLUSTERS, {
    cluster: {
      name: environment.CLUSTER_NAME,
      locations: [environment.ZONE],
      workloadIdentityConfig: { workloadPool: `${PROJECT}.svc.id.goog` },
      addonsConfig: { gcsFuseCsiDriverConfig: { enabled: true } },
      nodePools: [
        { name: 'default-pool', initialNodeCount: 1, config: { machineType: 'e2-standard-8' } },
        { name: 'tpunodepool', initialNodeCount: 1, config: { machineType: 'ct6e-standard-8t' } },
      ],
    },
  });
  await call('POST', `/storage/v1/b?project=${PROJECT}`, { name: environment.GSBUCKET });
  const running = async () => (await call('GET', `${CLUSTERS}/${environment.CLUSTER_NAME}`)).text();
  await station.until('"status":"RUNNING"', async () => ({ code: 0, stdout: await running(), stderr: '' }));
  const credentials = await station.gcloud(
    ...['container', 'clusters', 'get-credentials', '$CLUSTER_NAME', '--location=us-east5'],
  );
  if (credentials.code !== 0) throw new Error(credentials.stderr);
  await station.kubectl('config', 'set-context', '--current', '--namespace=vllm');
  await station.apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'vllm' } },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'hf-secret', namespace: 'vllm' },
      stringData: { hf_api_token: environment.HF_TOKEN },
    },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: environment.KSA_NAME, namespace: 'vllm' } },
  );
  return station;
}

/** The tutorial's model server, as short as it can be. */
export function modelServer({ environment }: Workstation, xlaCache = false): object {
  const token = { secretKeyRef: { name: 'hf-secret', key: 'hf_api_token' } };
  const csi = { driver: 'gcsfuse.csi.storage.gke.io', volumeAttributes: { bucketName: environment.GSBUCKET } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'vllm-tpu' },
    spec: {
      selector: { matchLabels: { app: 'vllm-tpu' } },
      // A surge pod would wait for a second TPU host for ever.
      strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      template: {
        metadata: { labels: { app: 'vllm-tpu' }, annotations: { 'gke-gcsfuse/volumes': 'true' } },
        spec: {
          serviceAccountName: environment.KSA_NAME,
          nodeSelector: {
            'cloud.google.com/gke-tpu-accelerator': 'tpu-v6e-slice',
            'cloud.google.com/gke-tpu-topology': '2x4',
          },
          containers: [
            {
              name: 'vllm-tpu',
              image: 'docker.io/vllm/vllm-tpu:nightly',
              command: ['python3', '-m', 'vllm.entrypoints.openai.api_server'],
              args: [
                '--model=meta-llama/Llama-3.1-70B',
                '--tensor-parallel-size=8',
                '--max-model-len=4096',
                '--download-dir=/data',
              ],
              env: [
                { name: 'HUGGING_FACE_HUB_TOKEN', valueFrom: token },
                ...(xlaCache ? [{ name: 'VLLM_XLA_CACHE_PATH', value: '/data' }] : []),
              ],
              ports: [{ containerPort: 8000 }],
              resources: { limits: { 'google.com/tpu': 8 } },
              readinessProbe: { httpGet: { path: '/health', port: 8000 } },
              volumeMounts: [{ name: 'weights', mountPath: '/data' }],
            },
          ],
          volumes: [{ name: 'weights', csi }],
        },
      },
    },
  };
}

/** The tutorial's autoscaler over it. */
export function autoscaler(): object {
  const metric = { name: 'prometheus.googleapis.com|vllm:num_requests_waiting|gauge' };
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'vllm-hpa' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'vllm-tpu' },
      minReplicas: 1,
      maxReplicas: 2,
      metrics: [{ type: 'Pods', pods: { metric, target: { type: 'AverageValue', averageValue: '10' } } }],
    },
  };
}

export function read(manifest: string): string {
  return readFileSync(new URL(`../../../../manifests/${manifest}`, import.meta.url), 'utf8');
}

/** The tutorial's binding that lets the model server use the bucket. */
export function bindBucket(station: Workstation): Promise<unknown> {
  const member = `${POOL}/ns/vllm/sa/${station.environment.KSA_NAME}`;
  return station.gcloud(
    ...['storage', 'buckets', 'add-iam-policy-binding', 'gs://$GSBUCKET', '--member', member],
    ...['--role=roles/storage.objectUser', '--format=none'],
  );
}

/** The tutorial's binding that lets the metrics adapter read Cloud Monitoring. */
export function bindAdapter(station: Workstation): Promise<unknown> {
  const member = `${POOL}/ns/custom-metrics/sa/custom-metrics-stackdriver-adapter`;
  return station.gcloud(
    ...['projects', 'add-iam-policy-binding', 'projects/$PROJECT_ID', '--member', member],
    ...['--role=roles/monitoring.viewer', '--format=none'],
  );
}
