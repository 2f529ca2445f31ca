import { expect, test } from 'vitest';
import { deployment, MINUTE, SECOND, startRig } from '../../rig.ts';

test('a booted TPU machine becomes a node with GKE’s labels and taint', async () => {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'tpunodepool', machineType: 'ct6e-standard-8t', size: 1, labels: { team: 'ml' } });
  await rig.pass(2 * MINUTE);
  expect(rig.store.list('nodes')).toEqual([]);
  await rig.pass(2 * MINUTE);
  const [node] = rig.store.list('nodes');
  expect(node).toMatchObject({
    metadata: {
      name: 'tpunodepool-1',
      labels: {
        'cloud.google.com/gke-accelerator-count': '8',
        'cloud.google.com/gke-nodepool': 'tpunodepool',
        'cloud.google.com/gke-tpu-accelerator': 'tpu-v6e-slice',
        'cloud.google.com/gke-tpu-topology': '2x4',
        'cloud.google.com/machine-family': 'ct6e',
        'iam.gke.io/gke-metadata-server-enabled': 'true',
        'kubernetes.io/hostname': 'tpunodepool-1',
        'node.kubernetes.io/instance-type': 'ct6e-standard-8t',
        'topology.kubernetes.io/region': 'us-east5',
        'topology.kubernetes.io/zone': 'us-east5-b',
        team: 'ml',
      },
    },
    spec: {
      providerID: 'gce://my-project/us-east5-b/tpunodepool-1',
      taints: [{ key: 'google.com/tpu', value: 'present', effect: 'NoSchedule' }],
    },
    status: { nodeInfo: { kubeletVersion: 'v1.33.5-gke.1080000' } },
  });
});

test('it has no chips until the device plugin registers 30 s later', async () => {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'tpunodepool', machineType: 'ct6e-standard-8t', size: 1 });
  const chips = (): string => rig.store.list('nodes')[0]!.status.allocatable['google.com/tpu'];
  await rig.pass(3 * MINUTE + 29 * SECOND);
  expect(chips()).toBe('0');
  await rig.pass(SECOND);
  expect(chips()).toBe('8');
});

test('a lost machine removes its node and pods, and the pods are recreated elsewhere', async () => {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'pool', machineType: 'e2-standard-4', size: 2 });
  await rig.pass(2 * MINUTE);
  rig.create('deployments', deployment('web', { replicas: 2 }));
  await rig.pass(MINUTE);
  rig.cloud.lose('pool-1');
  await rig.pass(MINUTE);
  expect(rig.store.list('nodes').map(({ metadata }) => metadata.name)).toEqual(['pool-2']);
  expect(rig.pods().map(({ spec, status }) => [spec.nodeName, status.phase])).toEqual([
    ['pool-2', 'Running'],
    ['pool-2', 'Running'],
  ]);
  expect(rig.events('pool-1')).toContain('NodeNotReady: Node pool-1 status is now: NodeNotReady');
});

test('a pod on a missing node is deleted', async () => {
  const rig = await startRig();
  rig.create('pods', {
    metadata: { namespace: 'default', name: 'lost' },
    spec: { nodeName: 'nowhere', containers: [] },
    status: {},
  });
  await rig.pass(SECOND);
  expect(rig.pods()).toEqual([]);
});
