import { expect, test } from 'vitest';
import { MINUTE, SECOND, startRig } from '../rig.ts';
import { BUCKET, vllmDeployment } from '../vllm.ts';

test('a model server comes up from nothing', async () => {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'default-pool', machineType: 'e2-medium', size: 3 });
  rig.cloud.addPool({ name: 'tpunodepool', machineType: 'ct6e-standard-8t', autoscaling: { min: 0, max: 2 } });
  rig.buckets.set(BUCKET, new Map());
  await rig.pass(2 * MINUTE);
  rig.create('deployments', vllmDeployment());
  const seen: string[] = [];
  for (let i = 0; i < 50; i++) {
    await rig.pass(10 * SECOND);
    const { status } = rig.pod();
    const sum = JSON.stringify([
      status.phase,
      status.initContainerStatuses?.[0].state,
      status.containerStatuses?.[0].state,
      status.containerStatuses?.[0].ready,
    ]);
    if (seen.at(-1) !== sum) seen.push(sum);
    if (i === 25) rig.grants.add(`${BUCKET}/storage.objects.list`);
  }
  console.log(rig.logged, seen);
  console.log(rig.events('vllm'));
  console.log(rig.events('tpu'));
  expect(rig.pods().length).toBe(1);
});
