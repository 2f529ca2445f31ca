import { expect, test } from 'vitest';
import { deployment, MINUTE, podTemplate, type Rig, SECOND, startRig } from '../../rig.ts';
import { BUCKET, vllmDeployment, vllmTemplate } from '../../vllm.ts';

const GROUP = 'https://www.googleapis.com/compute/v1/projects/my-project/zones/us-east5-b/instanceGroups';

async function createRig(options: Parameters<typeof startRig>[0] = {}): Promise<Rig> {
  const rig = await startRig(options);
  rig.buckets.set(BUCKET, new Map());
  rig.grants.add(`${BUCKET}/storage.objects.list`);
  return rig;
}

const TPU_POOL = {
  name: 'tpunodepool',
  machineType: 'ct6e-standard-8t',
  instanceGroup: 'gke-vllm-tpunodepool-1a2b3c4d-grp',
};

const about = (rig: Rig, reason: string): string[] =>
  rig.events('vllm-tpu').filter((event) => event.startsWith(reason));

function scale(rig: Rig, replicas: number, name = 'vllm-tpu'): void {
  rig.store.modify('deployments', 'default', name, ({ spec }) => {
    spec.replicas = replicas;
  });
}

test('a second replica gets a second machine, without a third', async () => {
  const rig = await createRig();
  rig.cloud.addPool({ ...TPU_POOL, size: 1, autoscaling: { min: 1, max: 2 } });
  rig.create('deployments', vllmDeployment());
  await rig.pass(10 * MINUTE);
  scale(rig, 2);
  await rig.pass(10 * MINUTE);
  expect(rig.pods().map(({ status }) => status.phase)).toEqual(['Running', 'Running']);
  expect(about(rig, 'TriggeredScaleUp')).toEqual([
    `TriggeredScaleUp: pod triggered scale-up: [{${GROUP}/gke-vllm-tpunodepool-1a2b3c4d-grp 1->2 (max: 2)}]`,
  ]);
  scale(rig, 3);
  await rig.pass(30 * SECOND);
  expect(about(rig, 'NotTriggerScaleUp')[0]).toMatch(
    /^NotTriggerScaleUp: pod didn't trigger scale-up: 1 max node group size reached/,
  );
  expect(rig.cloud.instances()).toHaveLength(2);
});

test('each unsuitable group is counted with its reason', async () => {
  const rig = await createRig();
  rig.cloud.addPool({ ...TPU_POOL, size: 1, autoscaling: { min: 1, max: 1 } });
  rig.cloud.addPool({ name: 'small', machineType: 'e2-medium', autoscaling: { min: 0, max: 3 } });
  rig.cloud.addPool({ name: 'large', machineType: 'e2-standard-8', autoscaling: { min: 0, max: 3 } });
  rig.create('deployments', vllmDeployment({ replicas: 2 }));
  await rig.pass(10 * MINUTE);
  expect(about(rig, 'NotTriggerScaleUp').at(-1)).toMatch(
    /^NotTriggerScaleUp: pod didn't trigger scale-up: 1 max node group size reached, 2 node\(s\) didn't match Pod's node affinity\/selector/,
  );
});

test('pods that fit on one machine get one machine of the cheapest group', async () => {
  const rig = await createRig();
  rig.cloud.addPool({ name: 'large', machineType: 'e2-standard-8', autoscaling: { min: 0, max: 5 } });
  rig.cloud.addPool({ name: 'small', machineType: 'e2-standard-4', autoscaling: { min: 0, max: 5 } });
  const template = podTemplate('web', { resources: { requests: { cpu: '1' } } });
  rig.create('deployments', deployment('web', { replicas: 5, template }));
  await rig.pass(5 * MINUTE);
  // 3.92 of 4 cores are for pods: three of them fit on a small machine.
  expect(rig.cloud.instances().map(({ pool }) => pool)).toEqual(['small', 'small']);
});

test('a machine without capacity is reported and retried later', async () => {
  const rig = await createRig();
  rig.cloud.addPool({ ...TPU_POOL, autoscaling: { min: 0, max: 2 } });
  rig.cloud.outOf = 'GCE out of resources';
  rig.create('deployments', vllmDeployment());
  await rig.pass(3 * MINUTE + 20 * SECOND);
  expect(about(rig, 'FailedScaleUp')).toEqual([
    'FailedScaleUp: Node scale up in zones us-east5-b associated with this pod failed: GCE out of resources. Pod is at risk of not being scheduled.',
  ]);
  expect(about(rig, 'NotTriggerScaleUp')[0]).toContain(
    "pod didn't trigger scale-up: 1 in backoff after failed scale-up",
  );
  expect(rig.cloud.instances()).toEqual([]);
  rig.cloud.outOf = undefined;
  await rig.pass(4 * MINUTE);
  expect(rig.cloud.instances()).toEqual([]);
  await rig.pass(10 * MINUTE);
  expect(rig.pod().status.phase).toBe('Running');
});

test('the back-off doubles while machines keep failing', async () => {
  const rig = await createRig();
  rig.cloud.addPool({ ...TPU_POOL, autoscaling: { min: 0, max: 2 } });
  rig.cloud.outOf = 'GCE quota exceeded';
  rig.create('deployments', vllmDeployment());
  await rig.pass(60 * MINUTE);
  // In minutes: asked for at 0; failed at 3, again at 8, failed at 11, again at 21, failed at 24, again at 44, failed at 47.
  expect(about(rig, 'FailedScaleUp')).toHaveLength(1);
  expect(about(rig, 'FailedScaleUp')[0]).toMatch(/GCE quota exceeded.*\(x4\)$/);
});

test('an idle machine is removed after ten minutes, down to the minimum', async () => {
  const rig = await createRig();
  rig.cloud.addPool({ ...TPU_POOL, size: 1, autoscaling: { min: 1, max: 2 } });
  rig.create('deployments', vllmDeployment({ replicas: 2 }));
  await rig.pass(15 * MINUTE);
  expect(rig.cloud.instances()).toHaveLength(2);
  scale(rig, 0);
  await rig.pass(9 * MINUTE);
  expect(rig.cloud.instances()).toHaveLength(2);
  const taints = rig.store.list('nodes').flatMap(({ spec }) => spec.taints.map(({ key }: { key: string }) => key));
  expect(taints).toContain('DeletionCandidateOfClusterAutoscaler');
  await rig.pass(2 * MINUTE);
  expect(rig.cloud.instances()).toHaveLength(1);
  await rig.pass(30 * MINUTE);
  expect(rig.cloud.instances()).toHaveLength(1);
});

test('a reused node is not a candidate for removal', async () => {
  const rig = await createRig();
  rig.cloud.addPool({ ...TPU_POOL, size: 2, autoscaling: { min: 0, max: 2 } });
  await rig.pass(8 * MINUTE);
  rig.create('deployments', vllmDeployment({ replicas: 2 }));
  await rig.pass(20 * MINUTE);
  expect(rig.cloud.instances()).toHaveLength(2);
  expect(rig.store.list('nodes').flatMap(({ spec }) => spec.taints)).toHaveLength(2);
});

test('Autopilot creates a pool of the machine type that the pod selects', async () => {
  const rig = await createRig({ autopilot: true });
  rig.create('deployments', vllmDeployment());
  await rig.pass(15 * MINUTE);
  expect(rig.cloud.nodePools().map(({ machineType, spot }) => [machineType, spot])).toEqual([
    ['ct6e-standard-8t', false],
  ]);
  expect(about(rig, 'TriggeredScaleUp')).toEqual([
    `TriggeredScaleUp: pod triggered scale-up: [{${GROUP}/gk3-vllm-nap-1-grp 0->1 (max: 1000)}]`,
  ]);
  expect(rig.pod().status.phase).toBe('Running');
});

test('Autopilot makes a machine of another generation for a pod that selects its label', async () => {
  const rig = await createRig({ autopilot: true });
  const template = vllmTemplate() as { spec: { nodeSelector: Record<string, string> } };
  template.spec.nodeSelector['cloud.google.com/gke-tpu-accelerator'] = 'tpu-v5-lite-podslice';
  rig.create('deployments', deployment('vllm-tpu', { template }));
  await rig.pass(5 * MINUTE);
  expect(rig.cloud.nodePools().map(({ machineType }) => machineType)).toEqual(['ct5lp-hightpu-8t']);
});

test('Autopilot heeds the zone and the spot label, and takes an ordinary machine for an ordinary pod', async () => {
  const rig = await createRig({ autopilot: true });
  const nodeSelector = { 'cloud.google.com/gke-spot': 'true', 'topology.kubernetes.io/zone': 'us-east5-a' };
  rig.create('deployments', deployment('web', { template: podTemplate('web', {}, { nodeSelector }) }));
  await rig.pass(5 * MINUTE);
  expect(rig.cloud.nodePools().map(({ machineType, spot, zones }) => [machineType, spot, zones])).toEqual([
    ['e2-standard-2', true, ['us-east5-a']],
  ]);
  expect(rig.pod().status.phase).toBe('Running');
});

test('Autopilot creates no pool for an unknown topology', async () => {
  const rig = await createRig({ autopilot: true });
  const template = vllmTemplate() as { spec: { nodeSelector: Record<string, string> } };
  template.spec.nodeSelector['cloud.google.com/gke-tpu-topology'] = '3x3';
  rig.create('deployments', deployment('vllm-tpu', { template }));
  await rig.pass(5 * MINUTE);
  expect(rig.cloud.nodePools()).toEqual([]);
  expect(rig.pod().status.phase).toBe('Pending');
});
