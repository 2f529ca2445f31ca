import { expect, test } from 'vitest';
import { deployment, MINUTE, type Rig, startRig } from '../../rig.ts';

async function createRig(): Promise<Rig> {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'pool', machineType: 'e2-standard-4', size: 1 });
  await rig.pass(2 * MINUTE);
  rig.create('deployments', deployment('web', { replicas: 2 }));
  await rig.pass(MINUTE);
  return rig;
}

/** As the API server does it for a propagation policy. */
function remove(rig: Rig, finalizer?: string): void {
  if (finalizer) {
    rig.store.modify('deployments', 'default', 'web', ({ metadata }) => {
      metadata.finalizers = [finalizer];
    });
  }
  rig.store.delete('deployments', 'default', 'web');
}

const left = (rig: Rig): number[] => ['deployments', 'replicasets', 'pods'].map((each) => rig.store.list(each).length);

test('a background deletion deletes the owner first', async () => {
  const rig = await createRig();
  remove(rig);
  expect(left(rig)).toEqual([0, 1, 2]);
  await rig.pass(0);
  expect(left(rig)).toEqual([0, 0, 2]);
  await rig.pass(MINUTE);
  expect(left(rig)).toEqual([0, 0, 0]);
});

test('a foreground deletion deletes the owner last', async () => {
  const rig = await createRig();
  remove(rig, 'foregroundDeletion');
  await rig.pass(0);
  expect(left(rig)).toEqual([1, 1, 2]);
  expect(rig.pods().every(({ metadata }) => metadata.deletionTimestamp !== undefined)).toBe(true);
  await rig.pass(MINUTE);
  expect(left(rig)).toEqual([0, 0, 0]);
});

test('an orphaning deletion leaves the dependents, which a new owner takes up', async () => {
  const rig = await createRig();
  const [set] = rig.store.list('replicasets');
  remove(rig, 'orphan');
  await rig.pass(MINUTE);
  expect(left(rig)).toEqual([0, 1, 2]);
  expect(rig.store.list('replicasets')[0]!.metadata.ownerReferences).toBeUndefined();
  rig.create('deployments', deployment('web', { replicas: 2 }));
  await rig.pass(MINUTE);
  expect(rig.store.list('replicasets').map(({ metadata }) => metadata.uid)).toEqual([set!.metadata.uid]);
  expect(left(rig)).toEqual([1, 1, 2]);
});

test('an object with another living owner only loses the reference', async () => {
  const rig = await createRig();
  const owners = ['first', 'second'].map((name) =>
    rig.create('configmaps', { metadata: { namespace: 'default', name } }),
  );
  const ownerReferences = owners.map(({ metadata: { name, uid } }) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name,
    uid,
  }));
  rig.create('secrets', { metadata: { namespace: 'default', name: 'child', ownerReferences } });
  rig.store.delete('configmaps', 'default', 'first');
  await rig.pass(0);
  expect(rig.store.get('secrets', 'default', 'child')?.metadata.ownerReferences).toEqual([ownerReferences[1]]);
  rig.store.delete('configmaps', 'default', 'second');
  await rig.pass(0);
  expect(rig.store.get('secrets', 'default', 'child')).toBeUndefined();
});

test('an object with a nonexistent owner is collected', async () => {
  const rig = await createRig();
  const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'nobody', uid: '0' }];
  rig.create('secrets', { metadata: { namespace: 'default', name: 'child', ownerReferences } });
  await rig.pass(0);
  expect(rig.store.get('secrets', 'default', 'child')).toBeUndefined();
});
