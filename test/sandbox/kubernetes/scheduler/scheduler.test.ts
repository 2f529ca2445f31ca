import { expect, test } from 'vitest';
import { deployment, MINUTE, podTemplate, SECOND, startRig } from '../rig.ts';

test('pods are spread over the nodes', async () => {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'pool', machineType: 'e2-standard-4', size: 3 });
  await rig.pass(2 * MINUTE);
  rig.create('deployments', deployment('web', { replicas: 6 }));
  await rig.pass(SECOND);
  expect(
    rig
      .pods()
      .map(({ spec }) => spec.nodeName)
      .sort(),
  ).toEqual(['pool-1', 'pool-1', 'pool-2', 'pool-2', 'pool-3', 'pool-3']);
});

test('on Autopilot one node is filled before the next, by the scheduler of that name', async () => {
  const rig = await startRig({ autopilot: true });
  rig.cloud.addPool({ name: 'pool', machineType: 'e2-standard-8', size: 2 });
  await rig.pass(2 * MINUTE);
  rig.create('deployments', deployment('web', { replicas: 3 }));
  await rig.pass(SECOND);
  expect(new Set(rig.pods().map(({ spec }) => spec.nodeName)).size).toBe(1);
  const [scheduled] = rig.store.list('events').filter(({ reason }) => reason === 'Scheduled');
  expect(scheduled).toMatchObject({ source: { component: 'gke.io/optimize-utilization-scheduler' } });
});

test('an unschedulable pod reports the reason and is scheduled when a node fits', async () => {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'pool', machineType: 'e2-standard-4', size: 1 });
  await rig.pass(2 * MINUTE);
  const template = podTemplate('web', { resources: { requests: { cpu: '2' } } });
  rig.create('deployments', deployment('web', { replicas: 2, template }));
  await rig.pass(10 * SECOND);
  const waiting = rig.pods().find(({ spec }) => spec.nodeName === undefined)!;
  const message =
    '0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.';
  expect(waiting.status).toMatchObject({
    phase: 'Pending',
    conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }],
  });
  expect(rig.events(waiting.metadata.name)).toEqual([`FailedScheduling: ${message}`]);
  const running = rig.pods().find(({ spec }) => spec.nodeName !== undefined)!;
  rig.store.modify('deployments', 'default', 'web', ({ spec }) => {
    spec.replicas = 1;
  });
  await rig.pass(MINUTE);
  expect(rig.pods().map(({ metadata }) => metadata.name)).toEqual([running.metadata.name]);
});

test('a deleted pod frees its resources', async () => {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'pool', machineType: 'e2-standard-4', size: 1 });
  await rig.pass(2 * MINUTE);
  const template = podTemplate('web', { resources: { requests: { cpu: '3' } } });
  rig.create('deployments', deployment('first', { template }));
  await rig.pass(10 * SECOND);
  rig.create('deployments', deployment('second', { template }));
  await rig.pass(10 * SECOND);
  expect(rig.pod('second').spec.nodeName).toBeUndefined();
  rig.store.delete('deployments', 'default', 'first');
  await rig.pass(10 * SECOND);
  expect(rig.pod('second').spec.nodeName).toBe('pool-1');
});

test('a pod with constraints between pods is scheduled without them, and says so', async () => {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'pool', machineType: 'e2-standard-4', size: 1 });
  await rig.pass(2 * MINUTE);
  const term = { labelSelector: { matchLabels: { app: 'web' } }, topologyKey: 'kubernetes.io/hostname' };
  const template = podTemplate(
    'web',
    {},
    {
      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
      topologySpreadConstraints: [
        { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' },
      ],
    },
  );
  rig.create('deployments', deployment('web', { template }));
  await rig.pass(SECOND);
  expect(rig.events('web')).toContain('NotSimulated: [sandbox] Not simulated: podAntiAffinity');
});
