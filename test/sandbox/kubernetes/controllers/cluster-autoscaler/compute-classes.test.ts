import { describe, expect, test } from 'vitest';
import { deployment, MINUTE, podTemplate, type Rig, startRig } from '../../rig.ts';

const CLASS = 'cloud.google.com/compute-class';
const TPU = { tpu: { type: 'tpu-v6e-slice', count: 8, topology: '2x4' } };

/** A cluster with a pod that selects the class `fast`, ten minutes later. */
async function started(spec: object | undefined, { chips = 8, autopilot = false, outOf = '' } = {}): Promise<Rig> {
  const rig = await startRig({ autopilot });
  if (outOf !== '') rig.cloud.outOf = outOf;
  if (spec) rig.create('computeclasses', { metadata: { name: 'fast' }, spec });
  const resources = chips > 0 ? { limits: { 'google.com/tpu': String(chips) } } : { requests: { cpu: '1' } };
  const template = podTemplate(
    'vllm-tpu',
    { resources },
    {
      nodeSelector: { [CLASS]: 'fast' },
      tolerations: [
        { key: CLASS, operator: 'Exists' },
        { key: 'google.com/tpu', operator: 'Exists' },
      ],
    },
  );
  rig.create('deployments', deployment('vllm-tpu', { template }));
  if (outOf !== '') {
    await rig.pass(4 * MINUTE);
    rig.cloud.outOf = undefined;
  }
  await rig.pass(10 * MINUTE);
  return rig;
}

const pools = (rig: Rig) => rig.cloud.nodePools().map(({ machineType, spot, zones }) => [machineType, spot, ...zones]);
const notes = (rig: Rig) => rig.events('vllm-tpu').filter((event) => event.startsWith('NotSimulated'));
const CREATING = { nodePoolAutoCreation: { enabled: true } };

describe('a ComputeClass', () => {
  test('makes a node pool of its first rule, on which only its pods run', async () => {
    const rig = await started({ ...CREATING, priorities: [TPU, { ...TPU, spot: true }] });
    expect(pools(rig)).toEqual([['ct6e-standard-8t', false, 'us-east5-b']]);
    expect(rig.cloud.nodePools()[0]).toMatchObject({
      labels: { [CLASS]: 'fast' },
      taints: [{ key: CLASS, value: 'fast', effect: 'NoSchedule' }],
    });
    expect(rig.pod().status.phase).toBe('Running');
    expect(notes(rig)).toEqual([]);
  });

  test('falls back to the next rule while the first one has no capacity', async () => {
    const rules = [
      { ...TPU, location: { zones: ['us-east5-a'] } },
      { ...TPU, spot: true },
    ];
    const rig = await started({ ...CREATING, priorities: rules }, { outOf: 'GCE out of resources' });
    expect(pools(rig).at(-1)).toEqual(['ct6e-standard-8t', true, 'us-east5-b']);
    expect(rig.pod().status.phase).toBe('Running');
  });

  test('makes no node pool without nodePoolAutoCreation on a Standard cluster, and makes one on Autopilot', async () => {
    expect(pools(await started({ priorities: [TPU] }))).toEqual([]);
    expect(pools(await started({ priorities: [TPU] }, { autopilot: true }))).toHaveLength(1);
  });

  test.each([
    ['machineType', { machineType: 'e2-standard-8' }, 'e2-standard-8'],
    ['machineFamily and minCores', { machineFamily: 'n2', minCores: 8 }, 'n2-standard-8'],
    ['minMemoryGb', { machineFamily: 'e2', minMemoryGb: 60 }, 'e2-standard-16'],
  ])('chooses the cheapest machine of %s', async (_, rule, machineType) => {
    const rig = await started({ ...CREATING, priorities: [rule] }, { chips: 0 });
    expect(pools(rig)).toEqual([[machineType, false, 'us-east5-b']]);
  });

  test('says which rule it skips and which field it accepts without effect', async () => {
    const rules = [
      { ...TPU, reservations: { affinity: 'Specific' } },
      { ...TPU, maxPodsPerNode: 16 },
    ];
    const rig = await started({ ...CREATING, priorities: rules });
    expect(notes(rig)).toEqual([
      'NotSimulated: [sandbox] ComputeClass fast: priorities[0].reservations is not simulated; the rule is skipped',
      'NotSimulated: [sandbox] ComputeClass fast: priorities[1].maxPodsPerNode is accepted, not simulated',
    ]);
    expect(rig.pod().status.phase).toBe('Running');
  });

  test.each([
    ['DoNotScaleUp', 0],
    ['ScaleUpAnyway', 1],
  ])('that cannot be satisfied obeys %s', async (whenUnsatisfiable, count) => {
    const rules = [{ machineType: 'e2-none' }];
    const rig = await started({ ...CREATING, priorities: rules, whenUnsatisfiable }, { chips: 0 });
    expect(pools(rig)).toHaveLength(count);
  });

  test('that does not exist leaves the pod pending', async () => {
    const rig = await started(undefined);
    expect([pools(rig), notes(rig), rig.pod().status.phase]).toEqual([[], [], 'Pending']);
  });
});

test('a built-in compute class is named as not simulated', async () => {
  const rig = await startRig({ autopilot: true });
  const nodeSelector = { [CLASS]: 'Balanced' };
  rig.create('deployments', deployment('vllm-tpu', { template: podTemplate('vllm-tpu', {}, { nodeSelector }) }));
  await rig.pass(MINUTE);
  expect(notes(rig)[0]).toContain('The built-in compute class Balanced is not simulated: no node is made for it');
});
