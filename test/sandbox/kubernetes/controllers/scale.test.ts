import { expect, test } from 'vitest';
import { deployment, SECOND, startRig } from '../rig.ts';

const INSTANT = { cpuNodeBoot: '0s', imagePull: '0s', imagePullCached: '0s', bucketMount: '0s' };

test('a thousand pods of one deployment are ready within five seconds', async () => {
  const rig = await startRig({ durations: INSTANT });
  rig.cloud.addPool({ name: 'default-pool', machineType: 'e2-standard-32', size: 10 });
  await rig.pass(SECOND);
  const start = performance.now();
  rig.create('deployments', deployment('web', { replicas: 1000 }));
  while ((rig.store.get('deployments', 'default', 'web')?.status?.readyReplicas ?? 0) < 1000) await rig.pass(0);
  expect(performance.now() - start).toBeLessThan(5000);
});
