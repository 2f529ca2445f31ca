import { expect, test } from 'vitest';
import { deployment, SECOND, startRig } from '../rig.ts';

const INSTANT = { cpuNodeBoot: '0s', imagePull: '0s', imagePullCached: '0s', bucketMount: '0s' };

test('a thousand pods of one deployment are ready for less than five seconds of work', async () => {
  const rig = await startRig({ durations: INSTANT });
  rig.cloud.addPool({ name: 'default-pool', machineType: 'e2-standard-32', size: 10 });
  await rig.pass(SECOND);
  // Processor time: on a busy machine the clock on the wall says nothing of the work.
  const before = process.cpuUsage();
  rig.create('deployments', deployment('web', { replicas: 1000 }));
  while ((rig.store.get('deployments', 'default', 'web')?.status?.readyReplicas ?? 0) < 1000) await rig.pass(0);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(5000);
});
