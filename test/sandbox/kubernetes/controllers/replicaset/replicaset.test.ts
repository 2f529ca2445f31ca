import { expect, test } from 'vitest';
import { deletionOrder } from '../../../../../sandbox/kubernetes/controllers/replicaset/deletion-order.ts';
import type { KubeObject } from '../../../../../sandbox/kubernetes/object.ts';
import { MINUTE, podTemplate, type Rig, SECOND, startRig } from '../../rig.ts';

async function createRig(): Promise<Rig> {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'pool', machineType: 'e2-standard-4', size: 1 });
  await rig.pass(2 * MINUTE);
  return rig;
}

function createSet(rig: Rig, replicas: number, spec: object = {}): void {
  rig.create('replicasets', {
    metadata: { namespace: 'default', name: 'web' },
    spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: podTemplate('web'), ...spec },
  });
}

test('a deleted pod is replaced', async () => {
  const rig = await createRig();
  createSet(rig, 2);
  await rig.pass(MINUTE);
  const before = rig.pods().map(({ metadata }) => metadata.name);
  rig.store.delete('pods', 'default', before[0]!);
  await rig.pass(MINUTE);
  const after = rig.pods().map(({ metadata }) => metadata.name);
  expect(after).toHaveLength(2);
  expect(after).toContain(before[1]);
});

test('a matching pod without a controller is adopted, and counts', async () => {
  const rig = await createRig();
  rig.create('pods', {
    ...podTemplate('web'),
    metadata: { namespace: 'default', name: 'stray', labels: { app: 'web' } },
    status: {},
  });
  createSet(rig, 1);
  await rig.pass(MINUTE);
  expect(rig.pods().map(({ metadata }) => [metadata.name, metadata.ownerReferences?.[0]?.kind])).toEqual([
    ['stray', 'ReplicaSet'],
  ]);
});

test('a pod is available after it has been ready for minReadySeconds', async () => {
  const rig = await createRig();
  createSet(rig, 1, { minReadySeconds: 60 });
  await rig.pass(30 * SECOND);
  const status = (): object => rig.store.get('replicasets', 'default', 'web')!.status;
  expect(status()).toMatchObject({ replicas: 1, fullyLabeledReplicas: 1, readyReplicas: 1, availableReplicas: 0 });
  await rig.pass(MINUTE);
  expect(status()).toMatchObject({ availableReplicas: 1 });
});

test('a scale-down deletes the least valuable pods first', () => {
  const pod = (
    name: string,
    { node = 'n', phase = 'Running', ready = '12:00', restarts = 0, created = '11:00', cost = '0' } = {},
  ): KubeObject =>
    ({
      metadata: {
        name,
        creationTimestamp: `2026-11-22T${created}:00Z`,
        annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost },
      },
      spec: { ...(node && { nodeName: node }) },
      status: {
        phase,
        conditions: ready ? [{ type: 'Ready', status: 'True', lastTransitionTime: `2026-11-22T${ready}:00Z` }] : [],
        containerStatuses: [{ restartCount: restarts }],
      },
    }) as unknown as KubeObject;
  const pods = [
    pod('oldest'),
    pod('younger', { created: '11:30' }),
    pod('restarted', { restarts: 3 }),
    pod('ready-later', { ready: '12:30' }),
    pod('cheap', { cost: '-10' }),
    pod('not-ready', { ready: '' }),
    pod('pending', { phase: 'Pending', ready: '' }),
    pod('unassigned', { node: '', phase: 'Pending', ready: '' }),
  ];
  expect(pods.sort(deletionOrder).map(({ metadata }) => metadata.name)).toEqual([
    'unassigned',
    'pending',
    'not-ready',
    'cheap',
    'ready-later',
    'restarted',
    'younger',
    'oldest',
  ]);
});
