import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../../sandbox/kubernetes/object.ts';
import { MINUTE, type Rig, SECOND, startRig } from '../rig.ts';

async function createRig(options: Parameters<typeof startRig>[0] = {}): Promise<Rig> {
  const rig = await startRig(options);
  rig.cloud.addPool({ name: 'pool', machineType: 'e2-standard-4', size: 1 });
  await rig.pass(2 * MINUTE);
  return rig;
}

function createPod(rig: Rig, container: object = {}, spec: object = {}): KubeObject {
  return rig.create('pods', {
    metadata: { namespace: 'default', name: 'web', labels: { app: 'web' } },
    spec: {
      containers: [{ name: 'web', image: 'nginx:1.27', ports: [{ containerPort: 80 }], ...container }],
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      ...spec,
    },
    status: { phase: 'Pending' },
  });
}

const status = (rig: Rig): KubeObject['status'] => rig.pod().status;
const container = (rig: Rig): KubeObject['status'] => status(rig).containerStatuses[0];
const shell = (script: string): object => ({ image: 'busybox', command: ['sh', '-c', script] });

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

describe('configuration', () => {
  const variable = { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'hf-secret', key: 'hf_api_token' } } };

  test('a missing secret holds the container until it is there', async () => {
    const rig = await createRig();
    createPod(rig, { env: [variable] });
    await rig.pass(15 * SECOND);
    expect(status(rig).phase).toBe('Pending');
    expect(container(rig).state).toEqual({
      waiting: { reason: 'CreateContainerConfigError', message: 'secret "hf-secret" not found' },
    });
    expect(rig.events('web').some((event) => event.startsWith('Failed: Error: secret "hf-secret" not found'))).toBe(
      true,
    );
    rig.create('secrets', { metadata: { namespace: 'default', name: 'hf-secret' }, data: { other: 'eA==' } });
    await rig.pass(15 * SECOND);
    expect(container(rig).state.waiting.message).toBe("couldn't find key hf_api_token in Secret default/hf-secret");
    rig.store.modify('secrets', 'default', 'hf-secret', (draft) => {
      draft.data = { hf_api_token: 'eA==' };
    });
    await rig.pass(15 * SECOND);
    expect(status(rig).phase).toBe('Running');
  });

  test('variables come from services, secrets, fields and each other', async () => {
    const rig = await createRig();
    rig.create('secrets', {
      metadata: { namespace: 'default', name: 'hf-secret' },
      data: { hf_api_token: Buffer.from('hf_x').toString('base64') },
    });
    rig.create('services', {
      metadata: { namespace: 'default', name: 'vllm-service' },
      spec: { clusterIP: '34.118.230.1', ports: [{ name: 'http', port: 8000 }] },
    });
    const env = [
      variable,
      { name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'BOTH', value: '$(NAME)/$(TOKEN) $$(NAME) $(UNKNOWN)' },
    ];
    createPod(rig, {
      env,
      ...shell('echo $(BOTH); echo $(VLLM_SERVICE_SERVICE_HOST):$(VLLM_SERVICE_SERVICE_PORT_HTTP); sleep 1000'),
    });
    await rig.pass(30 * SECOND);
    expect(rig.runtime.logs(rig.pod().metadata.uid, 'web')?.lines.map(({ text }) => text)).toEqual([
      'web/hf_x $(NAME) $(UNKNOWN)',
      '34.118.230.1:8000',
    ]);
  });

  test('a volume of a missing config map is not mounted', async () => {
    const rig = await createRig();
    createPod(rig, {}, { volumes: [{ name: 'settings', configMap: { name: 'settings' } }] });
    await rig.pass(3 * SECOND);
    expect(rig.events('web')[1]).toBe(
      'FailedMount: MountVolume.SetUp failed for volume "settings" : configmap "settings" not found (x3)',
    );
    rig.create('configmaps', { metadata: { namespace: 'default', name: 'settings' } });
    await rig.pass(10 * SECOND);
    expect(status(rig).phase).toBe('Running');
  });
});

describe('images', () => {
  test('one that cannot be pulled is tried again with back-off', async () => {
    const rig = await createRig();
    rig.faults.set('image-pull-error', { image: 'nginx' });
    createPod(rig);
    await rig.pass(3 * SECOND);
    expect(container(rig).state.waiting).toMatchObject({
      reason: 'ErrImagePull',
      message: expect.stringContaining('docker.io/library/nginx:1.27: not found'),
    });
    await rig.pass(5 * SECOND);
    expect(container(rig).state.waiting).toEqual({
      reason: 'ImagePullBackOff',
      message: 'Back-off pulling image "nginx:1.27"',
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
});

describe('a container that ends', () => {
  test('is started again at once, then after 10 s, 20 s, 40 s, up to 5 minutes', async () => {
    const rig = await createRig();
    createPod(rig, shell('exit 3'));
    const starts: number[] = [];
    rig.store.subscribe('pods', ({ object, previous }) => {
      const count = (pod: KubeObject | undefined): number => pod?.status?.containerStatuses?.[0].restartCount ?? 0;
      if (count(object) > count(previous)) starts.push(rig.world.clock.now());
    });
    await rig.pass(30 * MINUTE);
    const gaps = starts.map((time, i) => Math.round((time - (starts[i - 1] ?? time)) / SECOND));
    // busybox is asked for anew at each start (1 s): its tag is latest.
    expect(gaps.slice(0, 8)).toEqual([0, 11, 21, 41, 81, 161, 301, 301]);
  });

  test('shows its back-off and its last state', async () => {
    const rig = await createRig();
    const { uid } = createPod(rig, { ...shell('echo broken; exit 3'), imagePullPolicy: 'IfNotPresent' }).metadata;
    await rig.pass(MINUTE);
    const title = `web_default(${uid})`;
    expect(status(rig).phase).toBe('Running');
    expect(container(rig)).toMatchObject({
      ready: false,
      started: false,
      restartCount: 3,
      state: {
        waiting: { reason: 'CrashLoopBackOff', message: `back-off 40s restarting failed container=web pod=${title}` },
      },
      lastState: { terminated: { exitCode: 3, reason: 'Error' } },
    });
    const events = rig.events('web').join('\n');
    expect(events).toContain(`BackOff: Back-off restarting failed container web in pod ${title}`);
    expect(status(rig).conditions.find((each: { type: string }) => each.type === 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [web]',
    });
  });

  test('leaves its output as that of the previous run', async () => {
    const rig = await createRig();
    const { uid } = createPod(rig, shell('echo hello; sleep 30; exit 1')).metadata;
    await rig.pass(50 * SECOND);
    expect(container(rig).restartCount).toBe(1);
    expect(rig.runtime.logs(uid, 'web', { previous: true })?.lines.map(({ text }) => text)).toEqual(['hello']);
    expect(rig.runtime.logs(uid, 'web')?.lines).toHaveLength(1);
    expect(rig.runtime.logs(uid, 'nothing')).toBeUndefined();
  });

  test('starts over with its back-off after ten good minutes', async () => {
    const rig = await createRig();
    createPod(rig, { ...shell('sleep 700; exit 1'), imagePullPolicy: 'IfNotPresent' });
    await rig.pass(40 * MINUTE);
    expect(container(rig).restartCount).toBe(3);
    expect(rig.events('web').join('\n')).not.toContain('BackOff');
  });

  test.each([
    ['Never', 'exit 0', 'Succeeded', 0],
    ['Never', 'exit 2', 'Failed', 0],
    ['OnFailure', 'exit 0', 'Succeeded', 0],
    ['OnFailure', 'exit 2', 'Running', 3],
  ])('with restartPolicy %s and `%s` makes the pod %s', async (restartPolicy, script, phase, restarts) => {
    const rig = await createRig();
    createPod(rig, { ...shell(script), imagePullPolicy: 'IfNotPresent' }, { restartPolicy });
    await rig.pass(MINUTE);
    expect(status(rig).phase).toBe(phase);
    expect(container(rig).restartCount).toBe(restarts);
  });
});

test('a container that its liveness probe gives up is killed and started again', async () => {
  const rig = await createRig();
  createPod(rig, { livenessProbe: { tcpSocket: { port: 9 }, periodSeconds: 10, failureThreshold: 2 } });
  await rig.pass(15 * SECOND);
  expect(container(rig)).toMatchObject({
    restartCount: 1,
    lastState: { terminated: { exitCode: 137, reason: 'Error' } },
  });
  const { podIP } = status(rig);
  expect(rig.events('web')).toEqual(
    expect.arrayContaining([
      expect.stringContaining(`Unhealthy: Liveness probe failed: dial tcp ${podIP}:9: connect: connection refused`),
      'Killing: Container web failed liveness probe, will be restarted',
    ]),
  );
});

describe('init containers', () => {
  test('run one after the other before the others', async () => {
    const rig = await createRig();
    const init = (name: string, script: string): object => ({
      name,
      ...shell(script),
      imagePullPolicy: 'IfNotPresent',
    });
    createPod(rig, {}, { initContainers: [init('first', 'sleep 10'), init('second', 'sleep 10')] });
    await rig.pass(5 * SECOND);
    expect(status(rig).initContainerStatuses.map(({ state }: { state: object }) => Object.keys(state)[0])).toEqual([
      'running',
      'waiting',
    ]);
    expect(container(rig).state).toEqual({ waiting: { reason: 'PodInitializing' } });
    expect(status(rig).conditions.find((each: { type: string }) => each.type === 'Initialized')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [first second]',
    });
    await rig.pass(10 * SECOND);
    expect(status(rig).initContainerStatuses.map(({ state }: { state: object }) => Object.keys(state)[0])).toEqual([
      'terminated',
      'running',
    ]);
    await rig.pass(20 * SECOND);
    expect(status(rig).phase).toBe('Running');
  });
});

describe('a pod that is deleted', () => {
  test('ends its containers and goes', async () => {
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

  test('goes at once when it is forced', async () => {
    const rig = await createRig();
    const { uid } = createPod(rig).metadata;
    await rig.pass(10 * SECOND);
    rig.store.delete('pods', 'default', 'web', { gracePeriodSeconds: 0 });
    expect(rig.runtime.running(uid).size).toBe(0);
  });
});
