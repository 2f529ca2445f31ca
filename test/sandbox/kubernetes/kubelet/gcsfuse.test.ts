import { describe, expect, test } from 'vitest';
import { runController } from '../../../../sandbox/kubernetes/controllers/controller.ts';
import { EventLog } from '../../../../sandbox/kubernetes/controllers/events.ts';
import { Kubelet } from '../../../../sandbox/kubernetes/kubelet/kubelet.ts';
import type { Mount, Workload } from '../../../../sandbox/kubernetes/runtime.ts';
import { deployment, MINUTE, type Rig, SECOND, startRig } from '../rig.ts';
import { BUCKET, vllmDeployment, vllmTemplate } from '../vllm.ts';

async function createRig(): Promise<Rig> {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'tpunodepool', machineType: 'ct6e-standard-8t', size: 1 });
  await rig.pass(4 * MINUTE);
  return rig;
}

const LIST = `${BUCKET}/storage.objects.list`;
const FAILED = 'FailedMount: MountVolume.SetUp failed for volume "gcs-fuse-csi-ephemeral" : ';
const mounts = (rig: Rig): string[] => rig.events('vllm-tpu').filter((event) => event.startsWith('FailedMount'));

/** The template with these attributes of the volume and annotations. */
function templateWith(volumeAttributes: object, annotations: object = {}): object {
  const template = vllmTemplate() as {
    metadata: { annotations: object };
    spec: { volumes: { csi?: { volumeAttributes: object } }[] };
  };
  Object.assign(template.metadata.annotations, annotations);
  Object.assign(template.spec.volumes[1]!.csi!, { volumeAttributes });
  return template;
}

describe('a mount that fails says why', () => {
  test('a bucket that is not there', async () => {
    const rig = await createRig();
    rig.create('deployments', vllmDeployment());
    await rig.pass(10 * SECOND);
    expect(mounts(rig)[0]).toContain(
      `${FAILED}rpc error: code = NotFound desc = failed to get GCS bucket "weights": storage: bucket doesn't exist`,
    );
    expect(rig.pod().status.phase).toBe('Pending');
  });

  test('a bucket that the pod may not list', async () => {
    const rig = await createRig();
    rig.buckets.set(BUCKET, new Map());
    rig.create('deployments', vllmDeployment());
    await rig.pass(10 * SECOND);
    expect(mounts(rig)[0]).toContain(
      `${FAILED}rpc error: code = PermissionDenied desc = failed to get GCS bucket "weights": googleapi: Error 403: Caller does not have storage.objects.list access to the Google Cloud Storage bucket. Permission 'storage.objects.list' denied on resource (or it may not exist)., forbidden`,
    );
  });

  test('a bucket that the pod may not list, without the check of the driver', async () => {
    const rig = await createRig();
    rig.buckets.set(BUCKET, new Map());
    const attributes = { bucketName: BUCKET, skipCSIBucketAccessCheck: 'true' };
    rig.create('deployments', deployment('vllm-tpu', { template: templateWith(attributes) }));
    await rig.pass(10 * SECOND);
    expect(mounts(rig)[0]).toContain(
      `${FAILED}rpc error: code = PermissionDenied desc = the sidecar container failed with error: Error while mounting gcsfuse: `,
    );
  });

  test.each([
    [
      'with the check of the driver',
      { bucketName: BUCKET },
      'code = Unauthenticated desc = failed to prepare storage service: storage service manager failed to setup service: context deadline exceeded',
    ],
    [
      'without the check of the driver',
      { bucketName: BUCKET, skipCSIBucketAccessCheck: 'true' },
      "compute: Received 403 `Unable to generate access token; IAM returned 403 Forbidden: Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).",
    ],
  ])('a service account that may not act as its Google service account, %s', async (_, attributes, words) => {
    const rig = await createRig();
    rig.buckets.set(BUCKET, new Map());
    rig.grants.add(LIST);
    rig.store.modify('serviceaccounts', 'default', 'default', ({ metadata }) => {
      metadata.annotations = { 'iam.gke.io/gcp-service-account': 'models@my-project.iam.gserviceaccount.com' };
    });
    rig.create('deployments', deployment('vllm-tpu', { template: templateWith(attributes) }));
    await rig.pass(10 * SECOND);
    expect(mounts(rig)[0]).toContain(words);
    rig.grants.add('undefined/iam.serviceAccounts.getAccessToken');
    await rig.pass(MINUTE);
    expect(rig.pod().status.phase).toBe('Running');
  });

  test('a pod without the sidecar', async () => {
    const rig = await createRig();
    rig.buckets.set(BUCKET, new Map());
    const template = vllmTemplate() as { metadata: { annotations?: object } };
    delete template.metadata.annotations;
    rig.create('deployments', deployment('vllm-tpu', { template }));
    await rig.pass(10 * SECOND);
    expect(mounts(rig)[0]).toContain(
      `${FAILED}rpc error: code = FailedPrecondition desc = failed to find the sidecar container in Pod spec`,
    );
  });

  test('a cluster without the driver', async () => {
    const rig = await createRig();
    rig.cloud.addons.delete('gcsFuseCsiDriver');
    rig.create('deployments', vllmDeployment());
    await rig.pass(10 * SECOND);
    expect(mounts(rig)[0]).toContain(
      'driver name gcsfuse.csi.storage.gke.io not found in the list of registered CSI drivers',
    );
  });
});

test('it is retried with back-off and succeeds when the permission arrives', async () => {
  const rig = await createRig();
  rig.buckets.set(BUCKET, new Map());
  rig.create('deployments', vllmDeployment());
  await rig.pass(3 * MINUTE);
  // After 5 s, then 0.5, 1, 2, 4, 8, 16, 32, 64 s later: 9 times in 132.5 s.
  expect(mounts(rig)[0]).toMatch(/\(x9\)$/);
  rig.grants.add(LIST);
  await rig.pass(3 * MINUTE);
  expect(rig.pod().status.phase).toBe('Running');
});

test('the sidecar runs before the server, and counts among the ready containers', async () => {
  const rig = await createRig();
  rig.buckets.set(BUCKET, new Map());
  rig.grants.add(LIST);
  rig.create('deployments', vllmDeployment());
  const seen: string[] = [];
  for (let second = 0; second < 40; second++) {
    const { status } = rig.pod() ?? { status: {} };
    const [sidecar] = status.initContainerStatuses ?? [];
    const [server] = status.containerStatuses ?? [];
    const now = `${status.phase} sidecar ${sidecar?.ready} server ${server?.ready}`;
    if (sidecar && seen.at(-1) !== now) seen.push(now);
    await rig.pass(SECOND);
  }
  expect(seen).toEqual([
    'Pending sidecar false server false',
    'Pending sidecar true server false',
    'Running sidecar true server false',
    'Running sidecar true server true',
  ]);
});

describe('the mounted bucket', () => {
  /** The server container's view of /data. */
  async function mountOf(rig: Rig, container: object = {}, workload = vllmDeployment({}, container)): Promise<Mount> {
    let seen: Mount | undefined;
    const spy: Workload = {
      start({ mounts: all }) {
        seen = all['/data'];
        return { listens: () => false, stop: () => {} };
      },
    };
    const { world, store, cloud } = rig;
    const kubelet = new Kubelet(
      {
        world,
        uid: 'spy',
        store,
        cloud,
        buckets: bucketsOf(rig),
        iam: { allows: (_m, permission, { bucket }) => rig.grants.has(`${bucket}/${permission}`) },
      },
      new EventLog({ clock: world.clock, store }),
      () => spy,
    );
    runController(kubelet.controller, { clock: world.clock, store, log: () => {} });
    rig.create('deployments', workload);
    await rig.pass(MINUTE);
    return seen!;
  }

  const bucketsOf = (rig: Rig) => ({
    get: (name: string) => (rig.buckets.has(name) ? { name, location: 'US' } : undefined),
    objects: (bucket: string, prefix: string) =>
      [...rig.buckets.get(bucket)!]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, size]) => ({ name, size, createdAt: 0 })),
    putObject: (bucket: string, name: string, size: number) => void rig.buckets.get(bucket)!.set(name, size),
  });

  test('shows the bucket’s objects, and folders by their prefix', async () => {
    const rig = await createRig();
    rig.buckets.set(BUCKET, new Map([['models/config.json', 12]]));
    rig.grants.add(LIST);
    const mount = await mountOf(rig);
    expect([mount.exists('models'), mount.exists('models/config.json'), mount.exists('mod')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(mount.list('models/')).toMatchObject([{ path: 'models/config.json', size: 12 }]);
  });

  test('is written only with the permission, asked for at each write', async () => {
    const rig = await createRig();
    rig.buckets.set(BUCKET, new Map());
    rig.grants.add(LIST);
    const mount = await mountOf(rig);
    expect(() => mount.write('cache', 1)).toThrow(expect.objectContaining({ code: 'EACCES' }));
    rig.grants.add(`${BUCKET}/storage.objects.create`);
    mount.write('cache', 1);
    expect(rig.buckets.get(BUCKET)).toEqual(new Map([['cache', 1]]));
  });

  test('is not written on a read-only mount', async () => {
    const rig = await createRig();
    rig.buckets.set(BUCKET, new Map());
    rig.grants.add(LIST).add(`${BUCKET}/storage.objects.create`);
    const mount = await mountOf(rig, {
      volumeMounts: [{ name: 'gcs-fuse-csi-ephemeral', mountPath: '/data', readOnly: true }],
    });
    expect(mount.readOnly).toBe(true);
    expect(() => mount.write('cache', 1)).toThrow(expect.objectContaining({ code: 'EROFS' }));
  });

  test.each([
    [
      'dies with the sidecar when its cache in memory is above the limit',
      '1Gi',
      'file-cache:max-size-mb:-1',
      'ENOTCONN',
    ],
    ['lives without a limit', '0', 'file-cache:max-size-mb:-1', undefined],
    ['lives when the cache is smaller than the limit', '1Gi', 'file-cache:max-size-mb:512', undefined],
    ['lives without a file cache', '1Gi', 'implicit-dirs', undefined],
  ])('%s', async (_, limit, mountOptions, code) => {
    const rig = await createRig();
    const gib = 2 ** 30;
    rig.buckets.set(BUCKET, new Map([1, 2, 3].map((number) => [`${number}.safetensors`, gib])));
    rig.grants.add(LIST);
    const template = templateWith({ bucketName: BUCKET, mountOptions }, { 'gke-gcsfuse/memory-limit': limit });
    const mount = await mountOf(rig, {}, deployment('vllm-tpu', { template }));
    mount.read!('1.safetensors');
    mount.read!('1.safetensors');
    const more = (): void => mount.read!('2.safetensors');
    if (code === undefined) expect(more).not.toThrow();
    else expect(more).toThrow(expect.objectContaining({ code }));
    await rig.pass(SECOND);
    const [sidecar] = rig.pod().status.initContainerStatuses;
    const { terminated } = { ...sidecar.state, ...sidecar.lastState };
    expect(terminated?.reason).toBe(code && 'OOMKilled');
    // The mount stays dead after the sidecar is back.
    await rig.pass(MINUTE);
    if (code !== undefined) expect(() => mount.read!('1.safetensors')).toThrow(expect.objectContaining({ code }));
  });
});
