import { expect, test } from 'vitest';
import { MINUTE } from '../cloud.ts';
import { CLUSTER, cloudWithCluster, finished, TPU_POOL, ZONE } from './gke.ts';

const SLICE = {
  name: 'slice',
  locations: [ZONE],
  initialNodeCount: 2,
  config: { machineType: 'ct6e-standard-4t' },
  placementPolicy: { tpuTopology: '2x4' },
};

async function create(nodePool: object, before?: object) {
  const cloud = await cloudWithCluster();
  if (before) await cloud.call('POST', '/compute/v1/projects/vllm-tpu-sandbox/zones/us-east5-b/reservations', before);
  return { cloud, answer: await cloud.call('POST', `${CLUSTER}/nodePools`, { nodePool }) };
}

test('two machines of four chips form a slice of 2x4', async () => {
  const { cloud, answer } = await create(SLICE);
  expect((await finished(cloud, answer, 5 * MINUTE)).statusMessage).toBeUndefined();
  const pool = cloud.container.cloudOf(cloud.container.inventory.clusters()[0]!).nodePools().at(-1)!;
  expect(pool).toMatchObject({ size: 2, slice: { topology: '2x4', hosts: 2 } });
});

test.each([
  [
    'a count that is not the slice’s',
    { ...SLICE, initialNodeCount: 3 },
    'Initial node count 3 is not a valid size of TPU pod slice with topology "2x4"',
  ],
  [
    'a total as the limit of a slice',
    { ...SLICE, autoscaling: { enabled: true, totalMaxNodeCount: 2 } },
    'Maximum node count 0 is not a valid size of TPU pod slice with topology "2x4"',
  ],
  [
    'a topology that the machine type cannot have',
    { ...SLICE, config: { machineType: 'ct6e-standard-8t' }, placementPolicy: { tpuTopology: '4x4' } },
    'TPU topology "4x4" is not supported by machine type "ct6e-standard-8t".',
  ],
  [
    'a machine type that the zone lacks',
    { ...SLICE, locations: ['us-east5-b'], config: { machineType: 'ct9-standard-4t' } },
    'Invalid machine type "ct9-standard-4t" in zone "us-east5-b": GCE_NOT_FOUND',
  ],
  [
    'a Persistent Disk for a machine that boots from Hyperdisk only',
    { ...TPU_POOL, config: { machineType: 'ct6e-standard-8t', diskType: 'pd-ssd' } },
    '[pd-ssd, ct6e-standard-8t] features are not compatible for creating instance.',
  ],
  [
    'flex-start without autoscaling',
    { ...TPU_POOL, autoscaling: undefined, config: { machineType: 'ct6e-standard-8t', flexStart: true } },
    'Flex start node pools require autoscaling enabled.',
  ],
  [
    'flex-start with nodes',
    { ...TPU_POOL, config: { machineType: 'ct6e-standard-8t', flexStart: true } },
    'Flex start node pools require initial node count to be set to 0.',
  ],
])('refuses %s', async (_, nodePool, message) => {
  const { answer } = await create(nodePool);
  expect([answer.status, answer.body.error.message]).toEqual([400, message]);
});

const RESERVED = {
  ...TPU_POOL,
  autoscaling: undefined,
  config: {
    machineType: 'ct6e-standard-8t',
    reservationAffinity: { consumeReservationType: 'SPECIFIC_RESERVATION', values: ['mine'] },
  },
};
const RESERVATION = {
  name: 'mine',
  specificReservationRequired: true,
  specificReservation: { count: '1', instanceProperties: { machineType: 'ct6e-standard-8t' } },
};

test('refuses a reservation that does not exist', async () => {
  const { answer } = await create(RESERVED);
  expect([answer.status, answer.body.error.message]).toEqual([
    404,
    'Google Compute Engine: reservation "mine" not found for node pool "tpunodepool" at zone "us-east5-b".',
  ]);
});

test('keeps a reservation that a machine uses, and takes none that any machine would use', async () => {
  const { cloud, answer } = await create(RESERVED, RESERVATION);
  await finished(cloud, answer, 5 * MINUTE);
  const path = '/compute/v1/projects/vllm-tpu-sandbox/zones/us-east5-b/reservations';
  expect(await cloud.call('DELETE', `${path}/mine`)).toMatchObject({
    status: 400,
    body: { error: { errors: [{ reason: 'resourceInUseByAnotherResource' }] } },
  });
  const automatic = { ...RESERVATION, name: 'any', specificReservationRequired: false };
  expect(await cloud.call('POST', path, automatic)).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining('[sandbox] Not simulated') } },
  });
});

test('takes the machines of a reservation, and no more', async () => {
  const { cloud, answer } = await create(RESERVED, RESERVATION);
  expect((await finished(cloud, answer, 5 * MINUTE)).statusMessage).toBeUndefined();
  const second = await cloud.call('POST', `${CLUSTER}/nodePools`, { nodePool: { ...RESERVED, name: 'second' } });
  expect(second.body.error).toMatchObject({ code: 429, message: expect.stringContaining('short of 1 VM count') });
});
