import { describe, expect, test } from 'vitest';
import { deployment, MINUTE, podTemplate, type Rig, SECOND, startRig } from '../../rig.ts';

async function createRig(machineType = 'e2-standard-4', size = 1): Promise<Rig> {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'pool', machineType, size });
  await rig.pass(4 * MINUTE);
  return rig;
}

/** As the API server stores a claim. */
function claim(rig: Rig, name: string, spec: object = {}): void {
  rig.create('persistentvolumeclaims', {
    metadata: { namespace: 'default', name, finalizers: ['kubernetes.io/pvc-protection'] },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '100Gi' } },
      storageClassName: 'standard-rwo',
      ...spec,
    },
    status: { phase: 'Pending' },
  });
}

const using = (name: string, container: object = {}, annotations: object = {}): object => {
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: name } }];
  const mounts = { volumeMounts: [{ name: 'data', mountPath: '/data' }], ...container };
  const template = podTemplate('web', mounts, { volumes }) as { metadata: object };
  return { ...template, metadata: { ...template.metadata, annotations } };
};

const get = (rig: Rig, name: string) => rig.store.get('persistentvolumeclaims', 'default', name)!;

test('a new cluster has the storage classes of GKE, with standard-rwo as the default', async () => {
  const rig = await startRig();
  const classes = rig.store
    .list('storageclasses')
    .map(({ metadata, provisioner, volumeBindingMode }) => [
      metadata.name,
      provisioner,
      volumeBindingMode,
      metadata.annotations?.['storageclass.kubernetes.io/is-default-class'],
    ]);
  expect(classes).toEqual([
    ['premium-rwo', 'pd.csi.storage.gke.io', 'WaitForFirstConsumer', undefined],
    ['standard', 'kubernetes.io/gce-pd', 'Immediate', undefined],
    ['standard-rwo', 'pd.csi.storage.gke.io', 'WaitForFirstConsumer', 'true'],
  ]);
});

describe('a claim of a class with WaitForFirstConsumer', () => {
  test('waits for a pod, and is bound to a disk in the zone of its node', async () => {
    const rig = await createRig();
    claim(rig, 'data');
    await rig.pass(SECOND);
    expect(get(rig, 'data').status.phase).toBe('Pending');
    expect(rig.events('data')).toEqual([
      'WaitForFirstConsumer: waiting for first consumer to be created before binding',
    ]);
    rig.create('deployments', deployment('web', { template: using('data') }));
    await rig.pass(30 * SECOND);
    const { uid } = get(rig, 'data').metadata;
    expect(get(rig, 'data')).toMatchObject({
      spec: { volumeName: `pvc-${uid}` },
      status: { phase: 'Bound', capacity: { storage: '100Gi' }, accessModes: ['ReadWriteOnce'] },
    });
    expect(rig.events('data').at(-1)).toBe(`ProvisioningSucceeded: Successfully provisioned volume pvc-${uid}`);
    expect(rig.events('web')).toContain(
      `SuccessfulAttachVolume: AttachVolume.Attach succeeded for volume "pvc-${uid}"`,
    );
    expect(rig.pod().status.phase).toBe('Running');
  });

  test('leaves neither the volume nor itself when it is deleted, but not before its pod has gone', async () => {
    const rig = await createRig();
    claim(rig, 'data');
    rig.create('deployments', deployment('web', { template: using('data') }));
    await rig.pass(30 * SECOND);
    rig.store.delete('persistentvolumeclaims', 'default', 'data');
    await rig.pass(MINUTE);
    expect(get(rig, 'data')).toMatchObject({
      metadata: { deletionTimestamp: expect.any(String), finalizers: ['kubernetes.io/pvc-protection'] },
      status: { phase: 'Bound' },
    });
    expect(rig.pod().status.phase).toBe('Running');
    rig.store.delete('deployments', 'default', 'web');
    await rig.pass(MINUTE);
    expect([get(rig, 'data'), rig.store.list('persistentvolumes')]).toEqual([undefined, []]);
  });
});

test.each([
  ['does not exist', undefined, 'persistentvolumeclaim "data" not found'],
  ['has no class and no volume', { storageClassName: '' }, 'pod has unbound immediate PersistentVolumeClaims'],
  [
    'is of a class that does not exist',
    { storageClassName: 'fast' },
    'pod has unbound immediate PersistentVolumeClaims',
  ],
])('a pod whose claim %s is not scheduled, and gets no node', async (_, spec, reason) => {
  const rig = await createRig();
  if (spec) claim(rig, 'data', spec);
  rig.create('deployments', deployment('web', { template: using('data') }));
  await rig.pass(MINUTE);
  const total = '0/1 nodes are available';
  expect(rig.pod().status.conditions[0].message).toBe(
    `${total}: ${reason}. preemption: ${total}: 1 Preemption is not helpful for scheduling.`,
  );
  expect(rig.cloud.instances()).toHaveLength(1);
});

test('a claim whose class does not exist says so', async () => {
  const rig = await createRig();
  claim(rig, 'data', { storageClassName: 'fast' });
  await rig.pass(MINUTE);
  expect(rig.events('data')[0]).toContain('ProvisioningFailed: storageclass.storage.k8s.io "fast" not found');
});

test('a class of another provisioner is not simulated, and the claim says so', async () => {
  const rig = await createRig();
  rig.create('storageclasses', {
    metadata: { name: 'lustre' },
    provisioner: 'lustre.csi.storage.gke.io',
    volumeBindingMode: 'Immediate',
  });
  claim(rig, 'data', { storageClassName: 'lustre' });
  await rig.pass(MINUTE);
  expect(rig.events('data')[0]).toContain(
    'NotSimulated: [sandbox] Not simulated: volumes of the provisioner lustre.csi.storage.gke.io',
  );
});

test('a machine that boots from Hyperdisk takes no Persistent Disk', async () => {
  const rig = await createRig('ct6e-standard-4t');
  const container = { resources: { limits: { 'google.com/tpu': 4 }, requests: { 'google.com/tpu': 4 } } };
  const nodeSelector = {
    'cloud.google.com/gke-tpu-accelerator': 'tpu-v6e-slice',
    'cloud.google.com/gke-tpu-topology': '2x2',
  };
  const template = using('data', container) as { spec: object };
  claim(rig, 'data');
  rig.create('deployments', deployment('web', { template: { ...template, spec: { ...template.spec, nodeSelector } } }));
  await rig.pass(MINUTE);
  expect(rig.pod().status.phase).toBe('Pending');
  expect(rig.events('web').find((event) => event.startsWith('FailedAttachVolume'))).toContain(
    '(UNSUPPORTED_OPERATION): [pd-balanced, ct6e-standard-4t] features are not compatible',
  );
});

test('a disk is on one node only, and comes to the next pod when the first one has gone', async () => {
  const rig = await createRig('e2-standard-4', 2);
  claim(rig, 'data');
  rig.create('deployments', deployment('web', { replicas: 2, template: using('data') }));
  await rig.pass(MINUTE);
  const waiting = rig.pods().find(({ status }) => status.phase === 'Pending')!;
  const running = rig.pods().find(({ status }) => status.phase === 'Running')!;
  expect(rig.events(waiting.metadata.name).join('\n')).toContain(
    `Volume is already used by pod(s) ${running.metadata.name}`,
  );
  rig.store.modify('deployments', 'default', 'web', ({ spec }) => {
    spec.replicas = 1;
  });
  rig.store.delete('pods', 'default', running.metadata.name);
  await rig.pass(5 * MINUTE);
  expect(rig.pods().map(({ status }) => status.phase)).toEqual(['Running']);
});

test('a bucket as a persistent volume is bound by name, and mounted with its options', async () => {
  const rig = await createRig();
  rig.create('persistentvolumes', {
    metadata: { name: 'bucket' },
    spec: {
      accessModes: ['ReadWriteMany'],
      capacity: { storage: '5Gi' },
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: 'example-storage-class',
      mountOptions: ['implicit-dirs'],
      csi: { driver: 'gcsfuse.csi.storage.gke.io', volumeHandle: 'weights' },
      claimRef: { namespace: 'default', name: 'data' },
    },
    status: { phase: 'Available' },
  });
  claim(rig, 'data', {
    accessModes: ['ReadWriteMany'],
    resources: { requests: { storage: '5Gi' } },
    storageClassName: 'example-storage-class',
    volumeName: 'bucket',
  });
  await rig.pass(SECOND);
  expect(get(rig, 'data').status.phase).toBe('Bound');
  rig.create('deployments', deployment('web', { template: using('data', {}, { 'gke-gcsfuse/volumes': 'true' }) }));
  await rig.pass(MINUTE);
  expect(rig.events('web').join('\n')).toContain('failed to get GCS bucket "weights": storage: bucket doesn\'t exist');
  rig.buckets.set('weights', new Map());
  rig.grants.add('weights/storage.objects.list');
  await rig.pass(3 * MINUTE);
  expect(rig.pod().status.phase).toBe('Running');
  rig.store.delete('deployments', 'default', 'web');
  await rig.pass(MINUTE);
  rig.store.delete('persistentvolumeclaims', 'default', 'data');
  await rig.pass(SECOND);
  expect(rig.store.get('persistentvolumes', undefined, 'bucket')!.status.phase).toBe('Released');
});
