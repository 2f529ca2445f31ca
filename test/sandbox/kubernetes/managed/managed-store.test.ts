import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../sandbox/kubernetes/object.ts';
import { deployment, MINUTE, startRig } from '../rig.ts';

interface Entry {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  readonly time: string;
  // biome-ignore lint/suspicious/noExplicitAny: a tree of fields
  readonly fieldsV1: any;
}

const entries = (object: KubeObject): Entry[] => object.metadata.managedFields as Entry[];

/** `manager/operation/subresource`. */
function owners(object: KubeObject): string[] {
  return entries(object).map(({ manager, operation, subresource }) => [manager, operation, subresource].join('/'));
}

const fieldsOf = (object: KubeObject, owner: string): Entry['fieldsV1'] =>
  entries(object)[owners(object).indexOf(owner)]!.fieldsV1;

test('what the controllers and the kubelet write is theirs, the status through its subresource', async () => {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'pool', machineType: 'e2-standard-4', size: 1 });
  await rig.pass(5 * MINUTE);
  rig.create('deployments', deployment('web'));
  await rig.pass(5 * MINUTE);

  const controllers = 'kube-controller-manager/Update/';
  const web = rig.store.get('deployments', 'default', 'web')!;
  expect(owners(web)).toEqual([controllers, `${controllers}status`]);
  expect(fieldsOf(web, controllers)['f:metadata']['f:annotations']).toEqual({
    '.': {},
    'f:deployment.kubernetes.io/revision': {},
  });
  expect(fieldsOf(web, `${controllers}status`)['f:status']).toMatchObject({
    'f:readyReplicas': {},
    'f:conditions': { 'k:{"type":"Available"}': { 'f:status': {} } },
  });

  // Binding is the API server's own doing, which no manager owns.
  const pod = rig.pod();
  expect(owners(pod)).toEqual([controllers, 'kubelet/Update/status']);
  expect(fieldsOf(pod, controllers)['f:spec']['f:containers']).toMatchObject({ 'k:{"name":"web"}': { 'f:image': {} } });
  expect(fieldsOf(pod, controllers)['f:spec']['f:nodeName']).toBeUndefined();
  expect(fieldsOf(pod, 'kubelet/Update/status')['f:status']).toMatchObject({ 'f:phase': {}, 'f:podIP': {} });
});

test('an unschedulable pod has the scheduler’s verdict', async () => {
  const rig = await startRig();
  rig.create('deployments', deployment('web'));
  await rig.pass(MINUTE);
  expect(owners(rig.pod())).toContain('kube-scheduler/Update/status');
});

test('a changed field moves to its new manager; a repeated value keeps its manager', async () => {
  const { store } = await startRig();
  const metadata = { namespace: 'default', name: 'shared' };
  store.as('one').create('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: '1', b: '1' } });
  const change = (manager: string, data: object) =>
    store.as(manager).modify('configmaps', 'default', 'shared', (draft) => {
      draft.data = data;
    });
  change('two', { a: '2', b: '1' });
  const shared = store.get('configmaps', 'default', 'shared')!;
  expect(fieldsOf(shared, 'one/Update/')['f:data']).toEqual({ '.': {}, 'f:b': {} });
  expect(fieldsOf(shared, 'two/Update/')['f:data']).toEqual({ 'f:a': {} });

  expect(change('three', { a: '2', b: '1' })).toBe(shared);
  change('three', { b: '1' });
  expect(owners(store.get('configmaps', 'default', 'shared')!)).toEqual(['one/Update/']);
});
