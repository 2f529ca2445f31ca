import { describe, expect, it } from 'vitest';
import type { RefusalKind } from '../../../lib/command/refusal.ts';
import { CAUSES, diagnose, refused, type Seen, type Speaker, seen } from '../../../lib/diagnosis/index.ts';

const LINES: readonly (readonly [code: string, by: Speaker, line: string])[] = [
  ['TPU_QUOTA', 'operation', "Quota 'TPUS_PER_TPU_FAMILY' exceeded. Limit: 0.0 in region us-east5."],
  [
    'STOCKOUT',
    'operation',
    'TPU: the nodes cannot be created now due to lack of capacity. They will be created asynchronously',
  ],
  ['TPU_LABELS', 'event', 'Missing nodeSelector/nodeAffinity label cloud.google.com/gke-tpu-topology.'],
  ['HF_TOKEN', 'log', '401 Client Error. (Request ID: Root=1)'],
  ['HF_LICENCE', 'log', '403 Client Error. (Request ID: Root=1)'],
  ['XLA_CACHE_RACE', 'log', 'RuntimeError: filesystem error: cannot create directories'],
  [
    'BUCKET_PERMISSION',
    'event',
    "Permission 'storage.objects.list' denied on resource (or it may not exist)., forbidden",
  ],
  ['BUCKET_MISSING', 'event', 'code = NotFound desc = failed to get GCS bucket "b": storage: bucket doesn\'t exist'],
  ['TOKEN_SECRET_MISSING', 'container', 'secret "hf-secret" not found'],
  [
    'ADAPTER_ROLE',
    'adapter log',
    'Error 403: Permission monitoring.metricDescriptors.list denied (or the resource may not exist)., forbidden',
  ],
  [
    'METRIC_UNKNOWN',
    'metrics api',
    'the server could not find the descriptor for metric "prometheus.googleapis.com/x/gauge"',
  ],
  ['IMAGE_PULL', 'container', 'Back-off pulling image: ImagePullBackOff'],
  ['OUT_OF_MEMORY', 'container', 'Last state: OOMKilled'],
  ['NO_TPU_NODE', 'condition', "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector."],
  [
    'QUOTA',
    'operation',
    "Insufficient regional quota to satisfy request: resource \"CPUS\": request requires '24.0' and is short '12.0'.",
  ],
  ['CLUSTER_NODES', 'operation', 'All cluster resources were brought up, but: only 0 nodes out of 3 have registered'],
  ['API_DISABLED', 'gcloud', 'Kubernetes Engine API has not been used in project p before or it is disabled.'],
  ['BILLING', 'api', 'This API method requires billing to be enabled.'],
  ['BUCKET_NAME_TAKEN', 'gcloud', 'HTTPError 409: The requested bucket name is not available.'],
  ['VERSION', 'gcloud', 'Master version "1.30.1-gke.1" is unsupported.'],
  ['MACHINE_TYPE', 'gcloud', 'Machine type "ct6e-standard-8t" is not available in zone(s): us-central1-f.'],
  [
    'TOPOLOGY',
    'gcloud',
    "TPU topology can't be specified with single-host TPU slice pool; please remove the tpu_topology",
  ],
  [
    'IDENTITY_POOL',
    'gcloud',
    'HTTPError 400: Identity Pool does not exist (p.svc.id.goog). Please check that you specified',
  ],
  [
    'BUCKET_ACCESS',
    'event',
    'The type of authentication token used for this request requires that Uniform Bucket Level Access be enabled.',
  ],
  ['GCSFUSE_DRIVER', 'event', 'driver name gcsfuse.csi.storage.gke.io not found in the list of registered CSI drivers'],
  ['GCSFUSE_DIED', 'log', "OSError: [Errno 107] Transport endpoint is not connected: '/data'"],
  [
    'SERVICE_ACCOUNT_MISSING',
    'event',
    'error looking up service account vllm/vllm-ksa: serviceaccount "vllm-ksa" not found',
  ],
  ['LIVENESS', 'event', 'Killing: Container vllm-tpu failed liveness probe, will be restarted'],
  ...(
    [
      ['UNTOLERATED_TAINT', 'CriticalAddonsOnly: true'],
      ['TAINT_CHIPS', 'nvidia.com/gpu: present'],
      ['TAINT_CHIPS', 'google.com/tpu: present'],
      ['TAINT_SPOT', 'cloud.google.com/gke-spot: true'],
      ['TAINT_FLEX_START', 'cloud.google.com/gke-queued: true'],
      ['NODE_PRESSURE', 'node.kubernetes.io/memory-pressure: '],
      ['NODE_CORDONED', 'node.kubernetes.io/unschedulable: '],
      ['NODE_REMOVED', 'ToBeDeletedByClusterAutoscaler: 1623436397'],
      ['NODE_LOST', 'node.kubernetes.io/unreachable: '],
      ['NODE_STARTING', 'node.cloudprovider.kubernetes.io/uninitialized: true'],
    ] as const
  ).map(
    ([code, taint]) =>
      [code, 'condition', `0/1 nodes are available: 1 node(s) had untolerated taint {${taint}}.`] as const,
  ),
  ['VOLUME_ZONE', 'condition', '0/1 nodes are available: 1 node(s) had volume node affinity conflict.'],
  ['PROBE', 'event', 'Unhealthy: Startup probe failed: Get "http://10.4.0.9:8000/health": EOF'],
  ['RUN_AS_ROOT', 'container', 'container has runAsNonRoot and image will run as root'],
  ['UNAUTHORIZED', 'kubectl', 'error: You must be logged in to the server (Unauthorized)'],
  ['PLACEMENT_RULES', 'condition', "0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules."],
  ['PROBE_BUDGET', 'event', 'Killing: Container vllm-tpu failed startup probe, will be restarted'],
  [
    'NO_ROOM',
    'condition',
    '0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {google.com/tpu: present}.',
  ],
  ['NODE_STARTING', 'node', 'node gke-vllm-tpu-tpunodepool-1-abcd is starting'],
  ['NODE_LOST', 'node', 'NodeNotReady: Node is not ready'],
  [
    'CLOCK',
    'kubectl',
    'x509: certificate has expired or is not yet valid: current time 2021-04-01T14:43:32+02:00 is before 2021-04-01T15:31:09Z',
  ],
  ['DISK_FULL', 'gcloud', 'database or disk is full'],
  ['HOME', 'gcloud', "[Errno 30] Read-only file system: '/home/a/.config'"],
  ['MODEL_UNSUPPORTED', 'log', 'AssertionError: Expect no shared layers'],
  ['HBM', 'log', 'jax.errors.JaxRuntimeError: RESOURCE_EXHAUSTED: Attempting to allocate 2.00G.'],
  ['MODEL_SERVER_ERROR', 'log', '(APIServer pid=1) ValueError: something that only vLLM knows'],
  [
    'ADAPTER_DOWN',
    'autoscaler',
    'unable to get metric m: unable to fetch metrics from custom metrics API: the server is currently unable to handle the request (get pods.custom.metrics.k8s.io)',
  ],
  ['METRIC_STALE', 'autoscaler', 'unable to get metric m: no metrics returned from custom metrics API'],
  ['METRIC_MISSING', 'metrics', 'no samples'],
  ['BALANCER_PENDING', 'service', '<pending>'],
];

/** Causes that the kind of a refusal identifies, whatever its words. */
const REFUSALS: readonly (readonly [code: string, by: Speaker, kind: RefusalKind])[] = [
  ['NO_CREDENTIALS', 'kubectl', 'noContext'],
  ['AUTH_PLUGIN', 'kubectl', 'noPlugin'],
  ['NOT_LOGGED_IN', 'gcloud', 'unauthenticated'],
  ['CLUSTER_BUSY', 'gcloud', 'busy'],
  ['PERMISSION', 'gcloud', 'forbidden'],
  ['POLICY_CONFLICT', 'gcloud', 'conflict'],
  ['CONNECTION', 'kubectl', 'disconnected'],
  ['API_UNAVAILABLE', 'api', 'unavailable'],
  ['THROTTLED', 'api', 'throttled'],
];

it.each(LINES)('recognises %s in words of %s', (code, by, line) => {
  expect(diagnose(seen(by, ['something else', line]))?.code).toBe(code);
});

it.each(REFUSALS)('recognises %s by a refusal of %s', (code, by, kind) => {
  expect(diagnose([{ by, kind, line: 'words' }])?.code).toBe(code);
});

it.each(LINES)('ignores the words of %s from other sources', (code, _, line) => {
  const speakers = new Set(CAUSES.flatMap((cause) => cause.by));
  const others = [...speakers].filter((by) => !CAUSES.find((cause) => cause.code === code)!.by.includes(by));
  for (const by of others) expect(diagnose(seen(by, [line]))?.code, by).not.toBe(code);
});

describe('the same words from another source', () => {
  it.each<[string, Seen, string | undefined]>([
    [
      'a 503 of the Kubernetes API does not mean that the adapter is down',
      { by: 'kubectl', kind: 'unavailable', line: 'the server is currently unable to handle the request' },
      'API_UNAVAILABLE',
    ],
    [
      "gcloud's full disk is not an error of the model server",
      { by: 'gcloud', kind: 'other', line: 'OSError: [Errno 28] No space left on device' },
      'NO_SPACE',
    ],
    [
      'too many requests to an API are no full memory of the chips',
      { by: 'api', kind: 'throttled', line: 'RESOURCE_EXHAUSTED: Resource has been exhausted (e.g. check quota).' },
      'THROTTLED',
    ],
    ["the adapter's error is none of the model server", { by: 'adapter log', line: 'Error: no flags' }, undefined],
    ['a bucket may be called ImagePullBackOff', { by: 'gcloud', line: 'gs://ImagePullBackOff: OOMKilled' }, undefined],
    ['a pod that prints <pending> is no balancer', { by: 'log', line: '<pending>' }, undefined],
  ])('%s', (_, line, code) => {
    expect(diagnose([line])?.code).toBe(code);
  });

  it('mean the adapter for the API that it serves', () => {
    const message = 'the server is currently unable to handle the request';
    const refusal = { tool: 'kubectl', kind: 'unavailable', message } as const;
    expect(diagnose(refused({ ...refusal, group: 'custom.metrics.k8s.io' }))?.code).toBe('ADAPTER_DOWN');
    expect(diagnose(refused({ ...refusal, group: 'apps' }))?.code).toBe('API_UNAVAILABLE');
  });
});

it("keeps kubectl's own error apart from the model server's", () => {
  expect(diagnose(seen('log', ['error: unable to read the file']))).toBeUndefined();
});

it.each(['PREEMPTIBLE_TPU_V6E', 'TPU_LITE_PODSLICE_V5', 'PREEMPTIBLE_TPU_LITE_PODSLICE_V5'])(
  'recognizes %s as a TPU quota',
  (metric) => {
    const line = `Quota '${metric}' exceeded.  Limit: 0.0 in region us-west4.`;
    expect(diagnose(seen('operation', [line]))?.code).toBe('TPU_QUOTA');
  },
);

it('names no cause for unknown evidence', () => {
  expect(diagnose(seen('log', ['all is well']))).toBeUndefined();
});
