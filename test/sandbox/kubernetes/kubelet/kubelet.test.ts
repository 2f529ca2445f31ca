import { describe, expect, test } from 'vitest';
import { MINUTE, SECOND } from '../rig.ts';
import { container, createPod, createRig, status } from './pod.ts';

describe('a pod that starts', () => {
  test('goes through its steps with the events of the kubelet', async () => {
    const rig = await createRig();
    createPod(rig);
    await rig.pass(0);
    expect(status(rig)).toMatchObject({
      phase: 'Pending',
      hostIP: expect.stringMatching(/^10\.128\./),
      startTime: '2026-11-22T12:02:00Z',
    });
    expect(container(rig).state).toEqual({ waiting: { reason: 'ContainerCreating' } });
    await rig.pass(10 * SECOND);
    expect(status(rig)).toMatchObject({ phase: 'Running', podIP: expect.stringMatching(/^127\./) });
    expect(container(rig)).toMatchObject({
      name: 'web',
      image: 'docker.io/library/nginx:1.27',
      ready: true,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: '2026-11-22T12:02:01Z' } },
      lastState: {},
    });
    expect(rig.events('web')).toEqual([
      'Scheduled: Successfully assigned default/web to pool-1',
      'Pulling: Pulling image "nginx:1.27"',
      'Pulled: Successfully pulled image "nginx:1.27" in 1.556s (1.556s including waiting). Image size: 70000000 bytes.',
      'Created: Created container: web',
      'Started: Started container web',
    ]);
  });

  test('finds an image that its node has', async () => {
    const rig = await createRig();
    createPod(rig);
    await rig.pass(10 * SECOND);
    rig.create('pods', { metadata: { namespace: 'default', name: 'second' }, spec: rig.pod().spec, status: {} });
    await rig.pass(0);
    expect(rig.events('second')).toContain('Pulled: Container image "nginx:1.27" already present on machine');
  });

  test('asks for the latest image every time', async () => {
    const rig = await createRig();
    createPod(rig, { image: 'nginx' });
    await rig.pass(10 * SECOND);
    rig.create('pods', { metadata: { namespace: 'default', name: 'second' }, spec: rig.pod().spec, status: {} });
    await rig.pass(10 * SECOND);
    expect(rig.events('second').slice(0, 2)).toEqual([
      'Pulling: Pulling image "nginx"',
      'Pulled: Successfully pulled image "nginx" in 1s (1s including waiting). Image size: 70000000 bytes.',
    ]);
  });
});

describe('images', () => {
  test.each([
    ['nginx:1.27', undefined, false],
    ['gke.gcr.io/gcs-fuse-csi-driver-sidecar-mounter:v1', undefined, false],
    ['vllm/vllm-tpu:v0.12.0', undefined, true],
    ['vllm/vllm-tpu:v0.12.0', 'nginx', false],
    ['nginx:1.27', 'nginx', true],
  ])('%s under image-pull-error with image=%s fails to be pulled: %s', async (name, image, fails) => {
    const rig = await createRig();
    rig.faults.set('image-pull-error', image === undefined ? {} : { image });
    createPod(rig, { image: name });
    await rig.pass(20 * MINUTE);
    expect(rig.events('web').some((event) => event.includes('Failed to pull image'))).toBe(fails);
  });

  test('one that cannot be pulled is tried again with back-off', async () => {
    const rig = await createRig();
    rig.faults.set('image-pull-error', { image: 'nginx' });
    createPod(rig);
    await rig.pass(2 * SECOND);
    expect(container(rig).state.waiting).toMatchObject({
      reason: 'ErrImagePull',
      message: expect.stringContaining('docker.io/library/nginx:1.27: not found'),
    });
    await rig.pass(5 * SECOND);
    expect(container(rig).state.waiting).toEqual({
      reason: 'ImagePullBackOff',
      message: expect.stringMatching(
        /^Back-off pulling image "nginx:1\.27": ErrImagePull: rpc error: .*nginx:1\.27: not found$/,
      ),
    });
    expect(rig.events('web').map((event) => event.split(':')[0])).toEqual([
      'Scheduled',
      'Pulling',
      'Failed',
      'Failed',
      'BackOff',
      'Failed',
    ]);
    rig.faults.clear();
    await rig.pass(20 * SECOND);
    expect(status(rig).phase).toBe('Running');
  });

  test('a tag that its repository lacks is not found', async () => {
    const rig = await createRig();
    createPod(rig, { image: 'vllm/vllm-tpu:nope' });
    await rig.pass(3 * MINUTE);
    expect(rig.events('web').join('\n')).toContain(
      'Failed: Failed to pull image "vllm/vllm-tpu:nope": rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/vllm/vllm-tpu:nope": failed to resolve reference "docker.io/vllm/vllm-tpu:nope": docker.io/vllm/vllm-tpu:nope: not found',
    );
  });
});

describe('a pod that is deleted', () => {
  test('stops its containers and is deleted', async () => {
    const rig = await createRig({ durations: { podTermination: '5s' } });
    const { uid } = createPod(rig).metadata;
    await rig.pass(10 * SECOND);
    rig.store.delete('pods', 'default', 'web');
    await rig.pass(2 * SECOND);
    expect(rig.events('web').at(-1)).toBe('Killing: Stopping container web');
    expect(rig.runtime.running(uid).size).toBe(1);
    await rig.pass(4 * SECOND);
    expect(rig.pods()).toEqual([]);
    expect(rig.runtime.running(uid).size).toBe(0);
  });

  test('never takes longer than its grace period', async () => {
    const rig = await createRig({ durations: { podTermination: '1h' } });
    createPod(rig);
    await rig.pass(10 * SECOND);
    rig.store.delete('pods', 'default', 'web');
    await rig.pass(29 * SECOND);
    expect(rig.pods()).toHaveLength(1);
    await rig.pass(2 * SECOND);
    expect(rig.pods()).toEqual([]);
  });

  test('is deleted immediately by a forced deletion', async () => {
    const rig = await createRig();
    const { uid } = createPod(rig).metadata;
    await rig.pass(10 * SECOND);
    rig.store.delete('pods', 'default', 'web', { gracePeriodSeconds: 0 });
    expect(rig.runtime.running(uid).size).toBe(0);
  });
});
