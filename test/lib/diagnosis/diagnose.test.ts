import { expect, it } from 'vitest';
import { CAUSES, diagnose } from '../../../lib/diagnosis/index.ts';

const LINES: readonly (readonly [code: string, line: string])[] = [
  ['TPU_QUOTA', "Quota 'TPUS_PER_TPU_FAMILY' exceeded. Limit: 0.0 in region us-east5."],
  ['STOCKOUT', 'TPU: the nodes cannot be created now due to lack of capacity. They will be created asynchronously'],
  ['TPU_LABELS', 'Missing nodeSelector/nodeAffinity label cloud.google.com/gke-tpu-topology.'],
  ['HF_TOKEN', '401 Client Error. (Request ID: Root=1)'],
  ['HF_LICENCE', '403 Client Error. (Request ID: Root=1)'],
  ['XLA_CACHE_RACE', 'RuntimeError: filesystem error: cannot create directories'],
  ['BUCKET_PERMISSION', "Permission 'storage.objects.list' denied on resource (or it may not exist)., forbidden"],
  ['BUCKET_MISSING', 'code = NotFound desc = failed to get GCS bucket "b": storage: bucket doesn\'t exist'],
  ['SECRET_MISSING', 'secret "hf-secret" not found'],
  [
    'ADAPTER_ROLE',
    'Error 403: Permission monitoring.metricDescriptors.list denied (or the resource may not exist)., forbidden',
  ],
  ['METRIC_UNKNOWN', 'the server could not find the descriptor for metric "prometheus.googleapis.com/x/gauge"'],
  ['IMAGE_PULL', 'Back-off pulling image: ImagePullBackOff'],
  ['OUT_OF_MEMORY', 'Last state: OOMKilled'],
  ['NO_TPU_NODE', "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector."],
  [
    'QUOTA',
    "Insufficient regional quota to satisfy request: resource \"CPUS\": request requires '24.0' and is short '12.0'.",
  ],
  ['CLUSTER_NODES', 'All cluster resources were brought up, but: only 0 nodes out of 3 have registered'],
  ['NO_CREDENTIALS', 'Error in configuration: context was not found for specified context: gke_p_us-east5_c'],
  ['API_DISABLED', 'Kubernetes Engine API has not been used in project p before or it is disabled.'],
  ['BILLING', 'This API method requires billing to be enabled.'],
  ['NOT_LOGGED_IN', 'ERROR: (gcloud.auth.print-access-token) You do not currently have an active account selected.'],
  ['BUCKET_NAME_TAKEN', 'HTTPError 409: The requested bucket name is not available.'],
  ['VERSION', 'Master version "1.30.1-gke.1" is unsupported.'],
  ['MACHINE_TYPE', 'Machine type "ct6e-standard-8t" is not available in zone(s): us-central1-f.'],
  ['TOPOLOGY', "TPU topology can't be specified with single-host TPU slice pool; please remove the tpu_topology"],
  ['IDENTITY_POOL', 'HTTPError 400: Identity Pool does not exist (p.svc.id.goog). Please check that you specified'],
  ['CLUSTER_BUSY', 'Cluster is running incompatible operation operation-1.'],
  ['PERMISSION', 'code=403, message=Required "container.clusters.create" permission(s) for "projects/p".'],
  [
    'BUCKET_ACCESS',
    'The type of authentication token used for this request requires that Uniform Bucket Level Access be enabled.',
  ],
  ['GCSFUSE_DRIVER', 'driver name gcsfuse.csi.storage.gke.io not found in the list of registered CSI drivers'],
  ['GCSFUSE_DIED', "OSError: [Errno 107] Transport endpoint is not connected: '/data'"],
  ['SERVICE_ACCOUNT_MISSING', 'error looking up service account vllm/vllm-ksa: serviceaccount "vllm-ksa" not found'],
  ['PROBE_BUDGET', 'Killing: Container vllm-tpu failed startup probe, will be restarted'],
  [
    'NO_ROOM',
    '0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {google.com/tpu: present}.',
  ],
  ['NODE_STARTING', 'node gke-vllm-tpu-tpunodepool-1-abcd is starting'],
  ['NODE_LOST', 'NodeNotReady: Node is not ready'],
  ['MODEL_UNSUPPORTED', 'AssertionError: Expect no shared layers'],
  ['HBM', 'jax.errors.JaxRuntimeError: RESOURCE_EXHAUSTED: Attempting to allocate 2.00G.'],
  ['MODEL_SERVER_ERROR', '(APIServer pid=1) ValueError: something that only vLLM knows'],
  ['ADAPTER_DOWN', 'the server is currently unable to handle the request'],
  ['METRIC_STALE', 'unable to get metric m: no metrics returned from custom metrics API'],
  ['METRIC_MISSING', 'no sample yet'],
  ['BALANCER_PENDING', '<pending>'],
  ['POLICY_CONFLICT', 'There were concurrent policy changes.'],
  ['CONNECTION', "('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))"],
  ['API_UNAVAILABLE', 'code=503, message=The service is currently unavailable.'],
];

it.each(LINES)('recognises %s', (code, line) => {
  expect(diagnose(['something else', line])?.code).toBe(code);
});

it("does not take kubectl's own complaint for the model server's", () => {
  expect(diagnose(['error: unable to read the file'])).toBeUndefined();
});

it('names no cause that it does not know', () => {
  expect(diagnose(['all is well'])).toBeUndefined();
});

it('has a line to recognise each cause by', () => {
  expect(CAUSES.map(({ code }) => code).sort()).toEqual(LINES.map(([code]) => code).sort());
});
