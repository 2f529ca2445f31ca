import { expect, test } from 'vitest';
import { deployment, MINUTE, startRig } from '../../rig.ts';

const namespace = (name: string): object => ({
  metadata: { name },
  spec: { finalizers: ['kubernetes'] },
  status: { phase: 'Active' },
});

test('a cluster begins with its namespaces and the service of its API', async () => {
  const rig = await startRig();
  expect(rig.store.list('namespaces').map(({ metadata }) => metadata.name)).toEqual(
    expect.arrayContaining(['default', 'kube-system', 'kube-public', 'gmp-system']),
  );
  expect(rig.store.get('services', 'default', 'kubernetes')?.spec).toMatchObject({ clusterIP: '34.118.224.1' });
});

test('every namespace has a default service account and the cluster’s CA, which come back', async () => {
  const rig = await startRig();
  rig.create('namespaces', namespace('vllm'));
  await rig.pass(0);
  expect(rig.store.get('configmaps', 'vllm', 'kube-root-ca.crt')?.data).toEqual({ 'ca.crt': 'PEM' });
  rig.store.delete('serviceaccounts', 'vllm', 'default');
  await rig.pass(0);
  expect(rig.store.get('serviceaccounts', 'vllm', 'default')).toBeDefined();
});

test('a namespace is deleted with its content after its last pod', async () => {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'pool', machineType: 'e2-standard-4', size: 1 });
  rig.create('namespaces', namespace('vllm'));
  await rig.pass(2 * MINUTE);
  const web = deployment('web') as { metadata: { namespace: string } };
  web.metadata.namespace = 'vllm';
  rig.create('deployments', web);
  await rig.pass(MINUTE);
  rig.store.delete('namespaces', undefined, 'vllm');
  await rig.pass(0);
  expect(rig.store.get('namespaces', undefined, 'vllm')?.status.phase).toBe('Terminating');
  expect(() => rig.create('namespaces', namespace('vllm'))).toThrow(
    'object is being deleted: namespaces "vllm" already exists',
  );
  expect(rig.store.list('deployments')).toEqual([]);
  expect(rig.pods()).toHaveLength(1);
  await rig.pass(MINUTE);
  expect(rig.store.get('namespaces', undefined, 'vllm')).toBeUndefined();
  expect(
    ['pods', 'configmaps', 'serviceaccounts', 'events'].flatMap((each) => rig.store.list(each, { namespace: 'vllm' })),
  ).toEqual([]);
});
