import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../../sandbox/kubernetes/object.ts';
import { MINUTE, SECOND } from '../rig.ts';
import { container, createPod, createRig, shell, status } from './pod.ts';

describe('a container that ends', () => {
  test('is restarted immediately, then after 10 s, 20 s, 40 s, up to 5 minutes', async () => {
    const rig = await createRig();
    createPod(rig, shell('exit 3'));
    const starts: number[] = [];
    rig.store.subscribe('pods', ({ object, previous }) => {
      const count = (pod: KubeObject | undefined): number => pod?.status?.containerStatuses?.[0].restartCount ?? 0;
      if (count(object) > count(previous)) starts.push(rig.world.clock.now());
    });
    await rig.pass(30 * MINUTE);
    const gaps = starts.map((time, i) => Math.round((time - (starts[i - 1] ?? time)) / SECOND));
    // Each start pulls busybox again (1 s): its tag is latest.
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

  test('resets its back-off after ten minutes without a crash', async () => {
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

test('a container that fails its liveness probe is restarted', async () => {
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
