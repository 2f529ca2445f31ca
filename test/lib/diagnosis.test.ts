import { expect, it } from 'vitest';
import { diagnose } from '../../lib/diagnosis/index.ts';

it.each([
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
])('recognises %s', (code, line) => {
  expect(diagnose(['something else', line])?.code).toBe(code);
});

it('names no cause that it does not know', () => {
  expect(diagnose(['all is well'])).toBeUndefined();
});
