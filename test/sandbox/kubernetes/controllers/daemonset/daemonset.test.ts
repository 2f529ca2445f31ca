import { expect, test } from 'vitest';
import { MINUTE, podTemplate, type Rig, startRig } from '../../rig.ts';

async function createRig(): Promise<Rig> {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'pool', machineType: 'e2-standard-4', size: 2 });
  rig.cloud.addPool({ name: 'tpunodepool', machineType: 'ct6e-standard-8t', size: 1 });
  await rig.pass(5 * MINUTE);
  return rig;
}

function createSet(rig: Rig, spec: object = {}): void {
  const selector = { matchLabels: { app: 'agent' } };
  const template = podTemplate('agent', {}, spec);
  rig.create('daemonsets', {
    metadata: { namespace: 'kube-system', name: 'agent' },
    spec: { selector, template, updateStrategy: { type: 'RollingUpdate' } },
  });
}

const places = (rig: Rig): string[] =>
  rig
    .pods()
    .map(({ spec }) => spec.nodeName)
    .sort();

test('each tolerated node has one pod, including a new node', async () => {
  const rig = await createRig();
  createSet(rig);
  await rig.pass(MINUTE);
  expect(places(rig)).toEqual(['pool-1', 'pool-2']);
  expect(rig.store.get('daemonsets', 'kube-system', 'agent')?.status).toMatchObject({
    desiredNumberScheduled: 2,
    currentNumberScheduled: 2,
    numberReady: 2,
    numberAvailable: 2,
    updatedNumberScheduled: 2,
  });
  rig.cloud.resize('pool', 3);
  await rig.pass(3 * MINUTE);
  expect(places(rig)).toHaveLength(3);
});

test('a toleration adds its pods to the TPU nodes', async () => {
  const rig = await createRig();
  createSet(rig, { tolerations: [{ operator: 'Exists' }] });
  await rig.pass(MINUTE);
  expect(places(rig)).toEqual(['pool-1', 'pool-2', 'tpunodepool-3']);
});

test('a changed template replaces the pods', async () => {
  const rig = await createRig();
  createSet(rig);
  await rig.pass(MINUTE);
  rig.store.modify('daemonsets', 'kube-system', 'agent', ({ spec }) => {
    spec.template.spec.containers[0].image = 'agent:2';
  });
  await rig.pass(MINUTE);
  expect(rig.pods().map(({ spec }) => spec.containers[0].image)).toEqual(['agent:2', 'agent:2']);
});

test('its pods do not prevent the removal of an idle node', async () => {
  const rig = await createRig();
  rig.cloud.addPool({ name: 'extra', machineType: 'e2-standard-4', size: 1, autoscaling: { min: 0, max: 1 } });
  createSet(rig);
  await rig.pass(20 * MINUTE);
  expect(rig.cloud.instances().filter(({ pool }) => pool === 'extra')).toEqual([]);
});
