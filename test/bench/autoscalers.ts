import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import { Victim } from '../conformance/sandbox/victim.ts';
import { atMost, cpuShare, type Figure, residentMemory } from './figure.ts';

const REPLICAS = 100;
const SECONDS = 20;
const NAMESPACE = '/namespaces/default';
const INSTANT = Object.fromEntries(
  [
    ...[
      'clusterCreate',
      'cpuNodeBoot',
      'tpuNodeBoot',
      'tpuDevicePlugin',
      'nodePoolCreate',
      'imagePull',
      'imagePullCached',
    ],
    ...['weightsDownload', 'compileCold', 'iamPropagation', 'newMetricVisible'],
  ].map((name) => [name, '0s']),
);

/** 100 model servers, each with an autoscaler on its own metric through collector, Cloud Monitoring and adapter. */
export async function autoscalers(): Promise<Figure[]> {
  const victim = new Victim({
    durations: INSTANT,
    cluster: {
      locations: ['us-east5-b'],
      nodePools: [
        { name: 'default-pool', initialNodeCount: 3, config: { machineType: 'e2-standard-8' } },
        { name: 'tpus', initialNodeCount: REPLICAS, config: { machineType: 'ct6e-standard-8t', spot: true } },
      ],
    },
  });
  try {
    await victim.start();
    await installAdapter(victim);
    for (let index = 0; index < REPLICAS; index++) await createServer(victim, `vllm-${index}`);
    await victim.kubernetes('POST', `/apis/monitoring.googleapis.com/v1${NAMESPACE}/podmonitorings`, {
      metadata: { name: 'vllm' },
      spec: { selector: { matchLabels: { tier: 'vllm' } }, endpoints: [{ port: 8000, interval: '15s' }] },
    });
    const deadline = performance.now() + 60_000;
    let active = 0;
    while (active < REPLICAS && performance.now() < deadline) {
      await delay(500);
      const { body } = await victim.kubernetes('GET', `/apis/autoscaling/v2${NAMESPACE}/horizontalpodautoscalers`);
      active = body.items.filter((hpa: Autoscaler) => hpa.status?.currentMetrics?.[0]?.pods).length;
    }
    const share = await cpuShare([victim.pid], SECONDS);
    const what = `${active} autoscalers and ${REPLICAS} replicas at speed 60: of one core`;
    return [
      { ...atMost(what, share, 100, '%'), met: active === REPLICAS && share <= 100 },
      { what: 'memory with them', measured: `${residentMemory(victim.pid).toFixed(0)} MiB` },
    ];
  } finally {
    await victim.clear();
  }
}

interface Autoscaler {
  readonly status?: { readonly currentMetrics?: readonly { readonly pods?: object }[] };
}

async function installAdapter(victim: Victim): Promise<void> {
  const { body: project } = await victim.google('GET', '/crm/v1/projects/vllm-tpu-sandbox');
  const member = `principal://iam.googleapis.com/projects/${project.projectNumber}/locations/global/workloadIdentityPools/vllm-tpu-sandbox.svc.id.goog/subject/ns/custom-metrics/sa/custom-metrics-stackdriver-adapter`;
  const policy = { bindings: [{ role: 'roles/monitoring.viewer', members: [member] }] };
  await victim.google('POST', '/crm/v1/projects/vllm-tpu-sandbox:setIamPolicy', { policy });
  const text = readFileSync(new URL('../../manifests/custom-metrics-adapter.yaml', import.meta.url), 'utf8');
  for (const document of parseAllDocuments(text)) {
    const object = document.toJS() as Manifest;
    const { body } = await victim.kubernetes(
      'GET',
      object.apiVersion === 'v1' ? '/api/v1' : `/apis/${object.apiVersion}`,
    );
    const { name } = body.resources.find(
      (it: { kind: string; name: string }) => it.kind === object.kind && !it.name.includes('/'),
    );
    const { namespace } = object.metadata;
    const root = object.apiVersion === 'v1' ? '/api/v1' : `/apis/${object.apiVersion}`;
    await victim.kubernetes('POST', `${root}${namespace ? `/namespaces/${namespace}` : ''}/${name}`, object);
  }
}

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly namespace?: string };
}

async function createServer(victim: Victim, app: string): Promise<void> {
  await victim.kubernetes('POST', `/apis/apps/v1${NAMESPACE}/deployments`, {
    metadata: { name: app },
    spec: {
      selector: { matchLabels: { app } },
      template: {
        metadata: { labels: { app, tier: 'vllm' } },
        spec: {
          nodeSelector: {
            'cloud.google.com/gke-tpu-accelerator': 'tpu-v6e-slice',
            'cloud.google.com/gke-tpu-topology': '2x4',
          },
          tolerations: [{ operator: 'Exists' }],
          containers: [
            {
              name: 'vllm',
              image: 'docker.io/vllm/vllm-tpu:nightly',
              command: ['python3', '-m', 'vllm.entrypoints.openai.api_server'],
              args: ['--model=meta-llama/Llama-3.1-70B', '--tensor-parallel-size=8', '--max-model-len=4096'],
              env: [{ name: 'HF_TOKEN', value: 'hf_bench' }],
              ports: [{ containerPort: 8000 }],
              resources: { limits: { 'google.com/tpu': 8 } },
            },
          ],
        },
      },
    },
  });
  const metric = { name: 'prometheus.googleapis.com|vllm:num_requests_waiting|gauge' };
  await victim.kubernetes('POST', `/apis/autoscaling/v2${NAMESPACE}/horizontalpodautoscalers`, {
    metadata: { name: app },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: app },
      minReplicas: 1,
      maxReplicas: 2,
      metrics: [{ type: 'Pods', pods: { metric, target: { type: 'AverageValue', averageValue: '10' } } }],
    },
  });
}
