import { expect, test } from 'vitest';
import { deployment, MINUTE, podTemplate, type Rig, SECOND, startRig } from '../../rig.ts';

async function createRig(): Promise<Rig> {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'pool', machineType: 'e2-standard-4', size: 1 });
  await rig.pass(2 * MINUTE);
  return rig;
}

const SERVICE = {
  metadata: { namespace: 'default', name: 'web', labels: { team: 'a' } },
  spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
};
const PORTS = { ports: [{ name: 'http', containerPort: 8080 }] };

test('pods are endpoints while they are ready, by the number of their named port', async () => {
  const rig = await createRig();
  rig.create('services', SERVICE);
  const readinessProbe = { tcpSocket: { port: 8080 }, initialDelaySeconds: 20 };
  rig.create('deployments', deployment('web', { template: podTemplate('web', { ...PORTS, readinessProbe }) }));
  await rig.pass(10 * SECOND);
  const endpoints = (): unknown => rig.store.get('endpoints', 'default', 'web')!.subsets;
  const { podIP: ip } = rig.pod().status;
  const targetRef = { kind: 'Pod', namespace: 'default', name: rig.pod().metadata.name, uid: rig.pod().metadata.uid };
  const ports = [{ name: 'http', port: 8080, protocol: 'TCP' }];
  expect(endpoints()).toEqual([{ notReadyAddresses: [{ ip, nodeName: 'pool-1', targetRef }], ports }]);
  await rig.pass(20 * SECOND);
  expect(endpoints()).toEqual([{ addresses: [{ ip, nodeName: 'pool-1', targetRef }], ports }]);
  rig.store.delete('deployments', 'default', 'web');
  await rig.pass(MINUTE);
  expect(endpoints()).toEqual([]);
});

test('the slice tells ready, serving and terminating apart', async () => {
  const rig = await createRig();
  rig.create('services', SERVICE);
  rig.create('deployments', deployment('web', { template: podTemplate('web', PORTS) }));
  await rig.pass(10 * SECOND);
  const conditions = (): unknown => rig.store.list('endpointslices')[0]!.endpoints[0].conditions;
  expect(conditions()).toEqual({ ready: true, serving: true, terminating: false });
  rig.store.delete('pods', 'default', rig.pod().metadata.name);
  await rig.pass(0);
  const going = rig.store
    .list('endpointslices')[0]!
    .endpoints.map(({ conditions: each }: { conditions: unknown }) => each);
  expect(going).toContainEqual({ ready: false, serving: true, terminating: true });
});

test('both go with their service', async () => {
  const rig = await createRig();
  rig.create('services', SERVICE);
  await rig.pass(0);
  expect(rig.store.list('endpoints')).toHaveLength(1);
  rig.store.delete('services', 'default', 'web');
  await rig.pass(0);
  expect([rig.store.list('endpoints'), rig.store.list('endpointslices')]).toEqual([[], []]);
});
