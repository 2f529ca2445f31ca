import { expect, test } from 'vitest';
import { deployment, MINUTE, podTemplate, type Rig, SECOND, startRig } from '../rig.ts';
import { BUCKET, vllmDeployment } from '../vllm.ts';

async function restart(rig: Rig): Promise<Rig> {
  rig.stop();
  return startRig({ after: rig });
}

/** Phase and readiness over time, as a watcher sees them; a restart must not change them. */
async function follow(rig: Rig, minutes: number, killEvery?: number): Promise<string[]> {
  let current = rig;
  const seen: string[] = [];
  for (let tick = 1; tick <= minutes * 12; tick++) {
    await current.pass(5 * SECOND);
    if (killEvery && tick % killEvery === 0) current = await restart(current);
    const pod = current.pod();
    const ready = pod?.status.containerStatuses?.[0]?.ready ?? false;
    const now = `${pod?.status.phase} ${pod?.spec.nodeName !== undefined} ${ready}`;
    if (!seen.at(-1)?.endsWith(now)) seen.push(`${tick * 5} s: ${now}`);
  }
  return seen;
}

async function createRig(): Promise<Rig> {
  const rig = await startRig();
  rig.buckets.set(BUCKET, new Map());
  rig.grants.add(`${BUCKET}/storage.objects.list`);
  rig.cloud.addPool({ name: 'tpunodepool', machineType: 'ct6e-standard-8t', autoscaling: { min: 0, max: 1 } });
  rig.create('deployments', vllmDeployment());
  return rig;
}

test('a start-up that is killed every 35 seconds takes the same steps at the same times', async () => {
  const undisturbed = await follow(await createRig(), 8);
  expect(undisturbed).toHaveLength(4);
  expect(await follow(await createRig(), 8, 7)).toEqual(undisturbed);
});

test('a container resumes at its current state with the same output', async () => {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'pool', machineType: 'e2-standard-4', size: 1 });
  await rig.pass(2 * MINUTE);
  const script = {
    image: 'busybox:1.37',
    command: ['sh', '-c', 'echo one; sleep 60; echo two; sleep 60; echo three; sleep 1000'],
  };
  rig.create('deployments', deployment('web', { template: podTemplate('web', script) }));
  await rig.pass(90 * SECOND);
  const { uid } = rig.pod().metadata;
  const lines = (from: Rig): unknown => from.runtime.logs(uid, 'web')?.lines;
  const before = lines(rig);
  expect(before).toHaveLength(2);
  const again = await restart(rig);
  await again.pass(0);
  expect(lines(again)).toEqual(before);
  expect(again.pod().status).toEqual(rig.pod().status);
  await again.pass(MINUTE);
  expect(lines(again)).toHaveLength(3);
  expect(again.pod().status.containerStatuses[0].restartCount).toBe(0);
});

test('the output of a crashed run is still there', async () => {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'pool', machineType: 'e2-standard-4', size: 1 });
  await rig.pass(2 * MINUTE);
  rig.create(
    'deployments',
    deployment('web', {
      template: podTemplate('web', { image: 'busybox:1.37', command: ['sh', '-c', 'echo broken; exit 1'] }),
    }),
  );
  await rig.pass(MINUTE);
  const again = await restart(rig);
  await again.pass(0);
  expect(again.runtime.logs(again.pod().metadata.uid, 'web')?.lines.map(({ text }) => text)).toEqual(['broken']);
  expect(again.pod().status).toEqual(rig.pod().status);
});
