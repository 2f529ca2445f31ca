import { expect, test } from 'vitest';
import { deployment, MINUTE, podTemplate, type Rig, SECOND, startRig } from '../rig.ts';

async function createRig(): Promise<Rig> {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'pool', machineType: 'e2-standard-4', size: 1 });
  await rig.pass(2 * MINUTE);
  rig.create('priorityclasses', { metadata: { name: 'high' }, value: 1000, preemptionPolicy: 'PreemptLowerPriority' });
  rig.create('priorityclasses', { metadata: { name: 'polite' }, value: 1000, preemptionPolicy: 'Never' });
  return rig;
}

const web = (name: string, cpu: string, priorityClassName?: string): object =>
  deployment(name, {
    template: podTemplate(
      name,
      { resources: { requests: { cpu } } },
      { ...(priorityClassName && { priorityClassName }) },
    ),
  });

test('a pod of a higher priority takes the place of one of a lower', async () => {
  const rig = await createRig();
  rig.create('deployments', web('low', '3'));
  await rig.pass(MINUTE);
  const victim = rig.pod('low').metadata.name;
  rig.create('deployments', web('high', '3', 'high'));
  await rig.pass(0);
  expect(rig.pod('high').status).toMatchObject({ nominatedNodeName: 'pool-1' });
  expect(rig.events('high').join('\n')).toContain('FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu.');
  const { uid } = rig.pod('high').metadata;
  expect(rig.events(victim)).toContain(`Preempted: Preempted by pod ${uid} on node pool-1`);
  await rig.pass(MINUTE);
  expect(rig.pod('high')).toMatchObject({ spec: { priority: 1000 }, status: { phase: 'Running' } });
  expect(rig.pod('low').status.phase).toBe('Pending');
});

test('only as many pods go as have to', async () => {
  const rig = await createRig();
  rig.create('deployments', web('small', '1'));
  rig.create('deployments', web('large', '2'));
  await rig.pass(MINUTE);
  rig.create('deployments', web('high', '2', 'high'));
  await rig.pass(MINUTE);
  expect(rig.pods().map(({ metadata, status }) => [metadata.name.split('-')[0], status.phase])).toEqual(
    expect.arrayContaining([
      ['small', 'Running'],
      ['large', 'Pending'],
      ['high', 'Running'],
    ]),
  );
});

test('a pod that does not preempt waits', async () => {
  const rig = await createRig();
  rig.create('deployments', web('low', '3'));
  await rig.pass(MINUTE);
  rig.create('deployments', web('polite', '3', 'polite'));
  await rig.pass(10 * SECOND);
  expect([rig.pod('low').status.phase, rig.pod('polite').status.phase]).toEqual(['Running', 'Pending']);
});

test('a pod of an unknown class is refused', async () => {
  const rig = await createRig();
  rig.create('deployments', web('web', '1', 'none'));
  await rig.pass(0);
  expect(rig.events('web').join('\n')).toMatch(
    /pods "web-\w+-" is forbidden: no PriorityClass with name none was found/,
  );
});
