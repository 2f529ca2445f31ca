import { expect, test } from 'vitest';
import { forgetCluster } from '../../../sandbox/kubernetes/forget.ts';
import { deployment, MINUTE, startRig } from './rig.ts';

test('a deleted cluster releases its pods’ addresses and leaves only its forwarding rules', async () => {
  const rig = await startRig();
  const { database, addresses } = rig.world;
  const owners = (): string[] => [...database.collection<number>('addresses').keys()];
  rig.cloud.addPool({ name: 'pool', machineType: 'e2-standard-4', size: 1 });
  rig.create('deployments', deployment('web', { replicas: 3 }));
  await rig.pass(5 * MINUTE);
  addresses.allocate('rule');
  expect(owners()).toHaveLength(4);

  rig.stop();
  forgetCluster(rig.world, 'test');
  expect(owners()).toEqual(['rule']);
  expect([...database.collection('k8s/test').keys()]).toEqual([]);
  expect([...database.collection('k8s/test/kubelet').keys()]).toEqual([]);
});
