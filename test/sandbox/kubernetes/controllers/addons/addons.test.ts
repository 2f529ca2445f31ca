import { expect, test } from 'vitest';
import { addons } from '../../../../../sandbox/kubernetes/controllers/addons/addons.ts';
import { MINUTE, type Rig, startRig } from '../../rig.ts';

async function createRig(...names: readonly string[]): Promise<Rig> {
  const rig = await startRig();
  rig.cloud.addons.clear();
  for (const name of names) rig.cloud.addons.add(name);
  rig.cloud.addPool({ name: 'pool', machineType: 'e2-medium', size: 1 });
  rig.cloud.addPool({ name: 'tpunodepool', machineType: 'ct6e-standard-8t', size: 1 });
  await rig.pass(5 * MINUTE);
  return rig;
}

function reconcile({ store, cloud }: Rig): void {
  addons({ store, cloud }).reconcile('addons', () => undefined);
}

/** `name on node`, of the ready pods of kube-system. */
const ready = (rig: Rig): string[] =>
  rig.store
    .list('pods', { namespace: 'kube-system' })
    .filter(({ status }) =>
      status?.conditions?.some(({ type, status: is }: Condition) => type === 'Ready' && is === 'True'),
    )
    .map(({ metadata, spec }) => `${metadata.labels?.['k8s-app']} on ${spec.nodeName}`)
    .sort();

interface Condition {
  readonly type: string;
  readonly status: string;
}

test('kube-system has its pods: agents on every node, the device plugin on TPU nodes, servers beside them', async () => {
  const rig = await createRig('kubeSystem');
  reconcile(rig);
  await rig.pass(5 * MINUTE);
  const pods = ready(rig);
  expect(pods.filter((pod) => pod.startsWith('fluentbit-gke'))).toHaveLength(2);
  expect(pods.filter((pod) => pod.startsWith('tpu-device-plugin'))).toEqual(['tpu-device-plugin on tpunodepool-2']);
  expect(pods.filter((pod) => pod.startsWith('metrics-server'))).toEqual(['metrics-server on pool-1']);
});

test('an add-on has its pods as long as it is on', async () => {
  const rig = await createRig('kubeSystem', 'gcsFuseCsiDriver');
  reconcile(rig);
  await rig.pass(5 * MINUTE);
  const ofDriver = (): string[] => ready(rig).filter((pod) => pod.startsWith('gcsfusecsi-node'));
  expect(ofDriver()).toHaveLength(2);
  rig.cloud.addons.delete('gcsFuseCsiDriver');
  reconcile(rig);
  await rig.pass(2 * MINUTE);
  expect(ofDriver()).toEqual([]);
  expect(rig.store.get('daemonsets', 'kube-system', 'gcsfusecsi-node')).toBeUndefined();
});

test('what people change stays changed', async () => {
  const rig = await createRig('kubeSystem');
  reconcile(rig);
  const set = rig.store.get('deployments', 'kube-system', 'kube-dns')!;
  rig.store.update('deployments', { ...set, spec: { ...set.spec, replicas: 0 } });
  reconcile(rig);
  expect(rig.store.get('deployments', 'kube-system', 'kube-dns')?.spec.replicas).toBe(0);
});
