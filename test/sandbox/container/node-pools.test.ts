import { describe, expect, test } from 'vitest';
import { type Cloud, MINUTE, openCloud, PROJECT } from '../cloud.ts';
import { CLUSTER, cloudWithCluster, finished, PARENT, STANDARD, TPU_POOL } from './gke.ts';

const POOL = `${CLUSTER}/nodePools/tpunodepool`;

async function createPool(cloud: Cloud, change: object = {}, after = 4 * MINUTE) {
  const nodePool = { ...TPU_POOL, ...change };
  return finished(cloud, await cloud.call('POST', `${CLUSTER}/nodePools`, { nodePool }), after);
}

/** Names and states of the pool's machines, as the cluster's controllers see them. */
function machines(cloud: Cloud, pool = 'tpunodepool') {
  return cloudOf(cloud)
    .instances()
    .filter((instance) => instance.pool === pool);
}

function cloudOf({ container }: Cloud) {
  return container.cloudOf(container.inventory.requireCluster(PROJECT, 'us-east5', 'vllm-tpu'));
}

describe('creating the TPU node pool', () => {
  test('is done when its node runs: a minute for the pool and three for the machine', async () => {
    const cloud = await cloudWithCluster();
    expect((await createPool(cloud, {}, 4 * MINUTE - 1)).status).toBe('RUNNING');
    expect(machines(cloud)).toMatchObject([{ state: 'PROVISIONING', zone: 'us-east5-b' }]);
    cloud.pass(1);
    expect(machines(cloud)).toMatchObject([
      { state: 'RUNNING', name: expect.stringMatching(/^gke-tpu-[0-9a-f]{8}-\w{4}$/) },
    ]);
    expect((await cloud.call('GET', POOL)).body).toMatchObject({
      status: 'RUNNING',
      config: { machineType: 'ct6e-standard-8t', diskType: 'hyperdisk-balanced' },
      autoscaling: { totalMinNodeCount: 1, totalMaxNodeCount: 2 },
    });
  });

  test('fails in a zone without capacity and names the zones that have capacity', async () => {
    const cloud = await cloudWithCluster({ faults: { 'tpu-stockout': { zone: 'us-east5-b' } } });
    const operation = await createPool(cloud);
    expect(operation.statusMessage).toMatch(
      /^\[GCE_STOCKOUT\] TPU: the nodes cannot be created now due to lack of capacity/,
    );
    expect(operation.error.details[0].metadata).toEqual({
      vmType: 'ct6e-standard-8t',
      zone: 'us-east5-b',
      zonesAvailable: 'us-east5-a,us-east5-c',
    });
    expect((await cloud.call('GET', POOL)).body).toMatchObject({
      status: 'ERROR',
      conditions: [{ code: 'GCE_STOCKOUT', canonicalCode: 'RESOURCE_EXHAUSTED' }],
    });
    expect(machines(cloud)).toMatchObject([{ state: 'FAILED', error: 'GCE out of resources' }]);
  });

  test('recovers when the autoscaler retries after capacity returns', async () => {
    const cloud = await cloudWithCluster({ faults: { 'tpu-stockout': {} } });
    await createPool(cloud);
    await cloud.call('DELETE', '/_sandbox/faults/tpu-stockout');
    const provider = cloudOf(cloud);
    provider.resize(
      'tpunodepool',
      0,
      machines(cloud).map(({ name }) => name),
    );
    provider.resize('tpunodepool', 1);
    cloud.pass(3 * MINUTE);
    expect((await cloud.call('GET', POOL)).body).toMatchObject({ status: 'RUNNING' });
  });

  test('fails without quota with Compute Engine’s message', async () => {
    const cloud = await cloudWithCluster({ faults: { 'tpu-quota-zero': {} } });
    expect((await createPool(cloud)).statusMessage).toBe(
      "[GCE_QUOTA_EXCEEDED] Quota 'TPUS_PER_TPU_FAMILY' exceeded.  Limit: 0.0 in region us-east5.",
    );
  });

  test('a stockout hides the missing quota, which the next zone shows', async () => {
    const cloud = await cloudWithCluster({ faults: { 'quota-behind-stockout': { zone: 'us-east5-b' } } });
    expect((await createPool(cloud)).statusMessage).toContain('GCE_STOCKOUT');
    const elsewhere = await createPool(cloud, { name: 'second', locations: ['us-east5-c'] });
    expect(elsewhere.statusMessage).toContain('GCE_QUOTA_EXCEEDED');
  });

  test('counts the project’s chips in the region: 4 nodes of 8 chips fit, a fifth does not', async () => {
    const cloud = await cloudWithCluster();
    expect((await createPool(cloud, { initialNodeCount: 4 })).statusMessage).toBeUndefined();
    expect((await createPool(cloud, { name: 'second' })).statusMessage).toContain('Limit: 32.0');
    const spot = { machineType: 'ct6e-standard-8t', spot: true };
    expect((await createPool(cloud, { name: 'third', config: spot })).statusMessage).toBeUndefined();
  });

  test('counts the chips of each generation against its own quota, and names it', async () => {
    const cloud = await cloudWithCluster();
    const config = { machineType: 'ct5lp-hightpu-8t' };
    expect((await createPool(cloud, { initialNodeCount: 4 })).statusMessage).toBeUndefined();
    expect((await createPool(cloud, { name: 'second', config, initialNodeCount: 4 })).statusMessage).toBeUndefined();
    expect((await createPool(cloud, { name: 'third', config })).statusMessage).toContain(
      "Quota 'TPU_LITE_PODSLICE_V5' exceeded.  Limit: 32.0",
    );
  });

  test.each<[string, object, string]>([
    [
      'an unknown machine type',
      { config: { machineType: 'ct7' } },
      'Invalid machine type "ct7" in zone "us-east5-b": GCE_NOT_FOUND',
    ],
    [
      'a machine type that only Google Cloud has',
      { config: { machineType: 'a3-highgpu-8g' } },
      '[sandbox] Not simulated: the machine type a3-highgpu-8g. The sandbox has machines of these families: ct6e, ct5lp, e2, n1, n2.',
    ],
    [
      'a topology on a single-host slice',
      { placementPolicy: { tpuTopology: '2x4' } },
      "TPU topology can't be specified with single-host TPU slice pool; please remove the tpu_topology from the node pool creation request",
    ],
    [
      'limits that contradict each other',
      { autoscaling: { enabled: true, totalMinNodeCount: 3, totalMaxNodeCount: 2 } },
      'Invalid node pool autoscaling limits: min 3, max 2.',
    ],
  ])('with %s is refused', async (_, change, message) => {
    const cloud = await cloudWithCluster();
    const { status, body } = await cloud.call('POST', `${CLUSTER}/nodePools`, { nodePool: { ...TPU_POOL, ...change } });
    expect(status).toBe(400);
    expect(body.error.message).toBe(message);
  });

  test('twice is a conflict', async () => {
    const cloud = await cloudWithCluster();
    await createPool(cloud);
    expect(await cloud.call('POST', `${CLUSTER}/nodePools`, { nodePool: TPU_POOL })).toMatchObject({
      status: 409,
      body: { error: { status: 'ALREADY_EXISTS' } },
    });
  });
});

describe('a node pool', () => {
  test('grows and shrinks by setSize', async () => {
    const cloud = await cloudWithCluster();
    await createPool(cloud);
    const grown = await finished(cloud, await cloud.call('POST', `${POOL}:setSize`, { nodeCount: 3 }), 3 * MINUTE);
    expect(grown).toMatchObject({ operationType: 'SET_NODE_POOL_SIZE', status: 'DONE' });
    expect(machines(cloud).map(({ state }) => state)).toEqual(['RUNNING', 'RUNNING', 'RUNNING']);
    const shrinking = await cloud.call('POST', `${POOL}:setSize`, { nodeCount: 1 });
    expect(machines(cloud)).toHaveLength(3);
    await finished(cloud, shrinking, MINUTE);
    expect(machines(cloud)).toHaveLength(1);
  });

  test('deletes the machines that the autoscaler names', async () => {
    const cloud = await cloudWithCluster();
    await createPool(cloud);
    cloudOf(cloud).resize('tpunodepool', 2);
    cloud.pass(3 * MINUTE);
    const [first, second] = machines(cloud);
    cloudOf(cloud).resize('tpunodepool', 1, [first!.name]);
    expect(machines(cloud).map(({ name }) => name)).toEqual([second!.name]);
  });

  test('takes new autoscaling limits', async () => {
    const cloud = await cloudWithCluster();
    await createPool(cloud);
    const autoscaling = { enabled: true, totalMinNodeCount: 0, totalMaxNodeCount: 4 };
    await finished(cloud, await cloud.call('POST', `${POOL}:setAutoscaling`, { autoscaling }), 0);
    expect(
      cloudOf(cloud)
        .nodePools()
        .find(({ name }) => name === 'tpunodepool')?.autoscaling,
    ).toEqual({ min: 0, max: 4 });
  });

  test('replaces a lost machine', async () => {
    const cloud = await cloudWithCluster();
    await createPool(cloud);
    const [before] = machines(cloud);
    await cloud.call('PUT', '/_sandbox/faults/node-lost', {});
    const [after] = machines(cloud);
    expect(after).toMatchObject({ state: 'PROVISIONING' });
    expect(after!.name).not.toBe(before!.name);
  });

  test('does not exist, nor do its machines, after its deletion is done', async () => {
    const cloud = await cloudWithCluster();
    await createPool(cloud);
    await finished(cloud, await cloud.call('DELETE', POOL), 4 * MINUTE);
    expect((await cloud.call('GET', POOL)).status).toBe(404);
    expect(machines(cloud)).toEqual([]);
  });

  test('is spread over its zones', async () => {
    const cloud = await cloudWithCluster();
    await createPool(cloud, { locations: ['us-east5-a', 'us-east5-b', 'us-east5-c'] });
    expect(
      machines(cloud)
        .map(({ zone }) => zone)
        .sort(),
    ).toEqual(['us-east5-a', 'us-east5-b', 'us-east5-c']);
  });

  test('notifies the cluster’s watchers when a machine has booted', async () => {
    const cloud = await cloudWithCluster();
    await createPool(cloud, {}, 0);
    const seen: string[] = [];
    cloudOf(cloud).subscribe(() => seen.push(...machines(cloud).map(({ state }) => state)));
    cloud.pass(4 * MINUTE);
    expect(seen).toContain('RUNNING');
  });
});

test('a pool’s most pods, boot disk and private nodes reach the cluster’s nodes', async () => {
  const cloud = await cloudWithCluster();
  await createPool(cloud, {
    maxPodsConstraint: { maxPodsPerNode: '32' },
    networkConfig: { enablePrivateNodes: true },
    config: { machineType: 'ct6e-standard-8t', diskSizeGb: 200 },
  });
  expect(cloudOf(cloud).nodePools()).toContainEqual(
    expect.objectContaining({
      name: 'tpunodepool',
      maxPods: 32,
      privateNodes: true,
      bootDisk: { type: 'hyperdisk-balanced', sizeGb: 200 },
    }),
  );
});

test('a pool without its own has the cluster’s most pods and private nodes', async () => {
  const cloud = await openCloud();
  const cluster = {
    ...STANDARD,
    defaultMaxPodsConstraint: { maxPodsPerNode: '64' },
    privateClusterConfig: { enablePrivateNodes: true },
  };
  await finished(cloud, await cloud.call('POST', `${PARENT}/clusters`, { cluster }), 8 * MINUTE);
  expect(cloudOf(cloud).nodePools()).toMatchObject([{ maxPods: 64, privateNodes: true }]);
  const { body } = await cloud.call('GET', `${CLUSTER}/nodePools/default-pool`);
  expect(body.maxPodsConstraint).toEqual({ maxPodsPerNode: '64' });
});
