import { expect, test } from 'vitest';
import { MINUTE, startRig } from '../rig.ts';
import { BUCKET, vllmDeployment } from '../vllm.ts';

const GROUP =
  'https://www.googleapis.com/compute/v1/projects/my-project/zones/us-east5-b/instanceGroups/gke-vllm-tpunodepool-grp';

test('a TPU pod’s way from nothing to ready, as `kubectl describe` tells it', async () => {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'default-pool', machineType: 'e2-medium', size: 3 });
  rig.cloud.addPool({ name: 'tpunodepool', machineType: 'ct6e-standard-8t', autoscaling: { min: 0, max: 2 } });
  rig.buckets.set(BUCKET, new Map());
  rig.grants.add(`${BUCKET}/storage.objects.list`);
  await rig.pass(2 * MINUTE);
  rig.create('deployments', vllmDeployment());
  await rig.pass(5 * MINUTE);
  const { name } = rig.pod().metadata;
  const elsewhere = "3 node(s) didn't match Pod's node affinity/selector";
  expect(rig.events(name)).toEqual([
    `FailedScheduling: 0/3 nodes are available: ${elsewhere}. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.`,
    `TriggeredScaleUp: pod triggered scale-up: [{${GROUP} 0->1 (max: 2)}]`,
    `FailedScheduling: 0/4 nodes are available: 1 Insufficient google.com/tpu, ${elsewhere}. preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.`,
    `Scheduled: Successfully assigned default/${name} to tpunodepool-4`,
    'Pulling: Pulling image "gke.gcr.io/gcs-fuse-csi-driver-sidecar-mounter:v1.17.4-gke.2"',
    'Pulled: Successfully pulled image "gke.gcr.io/gcs-fuse-csi-driver-sidecar-mounter:v1.17.4-gke.2" in 711ms (711ms including waiting). Image size: 32000000 bytes.',
    'Created: Created container: gke-gcsfuse-sidecar',
    'Started: Started container gke-gcsfuse-sidecar',
    'Pulling: Pulling image "registry.example.com/model-server:v1"',
    'Pulled: Successfully pulled image "registry.example.com/model-server:v1" in 1.556s (1.556s including waiting). Image size: 70000000 bytes.',
    'Created: Created container: vllm-tpu',
    'Started: Started container vllm-tpu',
  ]);
  expect(rig.pod().status).toMatchObject({
    phase: 'Running',
    initContainerStatuses: [{ name: 'gke-gcsfuse-sidecar', ready: true, started: true }],
    containerStatuses: [{ name: 'vllm-tpu', ready: true, started: true }],
  });
  expect(rig.logged).toEqual([]);
});
