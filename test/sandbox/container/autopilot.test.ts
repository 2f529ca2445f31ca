import { describe, expect, test } from 'vitest';
import { type Cloud, MINUTE, openCloud, PROJECT } from '../cloud.ts';
import { finished, PARENT, TPU_POOL } from './gke.ts';

async function autopilot(faults = {}) {
  const cloud: Cloud = await openCloud({ faults });
  const cluster = {
    name: 'auto',
    autopilot: { enabled: true },
    nodePools: [{ name: 'default-pool', initialNodeCount: 1 }],
  };
  await finished(cloud, await cloud.call('POST', `${PARENT}/clusters`, { cluster }), 8 * MINUTE);
  const provider = cloud.container.cloudOf(cloud.container.inventory.requireCluster(PROJECT, 'us-east5', 'auto'));
  const machines = (pool: string) => provider.instances().filter((instance) => instance.pool === pool);
  return { cloud, provider, machines };
}

const TPU = { machineType: 'ct6e-standard-8t', spot: false };

describe('an Autopilot cluster', () => {
  test('has every add-on regardless of the request', async () => {
    const { provider } = await autopilot();
    const addons = ['gcsFuseCsiDriver', 'horizontalPodAutoscaling', 'httpLoadBalancing', 'managedPrometheus'];
    expect(addons.filter((name) => !provider.addon(name))).toEqual([]);
  });

  test('refuses custom node pools', async () => {
    const { cloud } = await autopilot();
    const { status, body } = await cloud.call('POST', `${PARENT}/clusters/auto/nodePools`, { nodePool: TPU_POOL });
    expect([status, body.error.message]).toEqual([400, 'Autopilot clusters do not support mutating node pools.']);
  });

  test('creates a pool with one machine in an offering zone for pods that need it', async () => {
    const { cloud, provider, machines } = await autopilot();
    const pool = provider.provisionNodePool(TPU);
    expect(machines(pool)).toMatchObject([{ state: 'PROVISIONING', zone: expect.stringMatching(/^us-east5-[abc]$/) }]);
    expect(provider.nodePools().find(({ name }) => name === pool)).toMatchObject({
      size: 1,
      autoscaling: { min: 0, max: 1000 },
      instanceGroup: expect.stringMatching(/^gk3-auto-nap-/),
    });
    cloud.pass(3 * MINUTE);
    expect(machines(pool)).toMatchObject([{ state: 'RUNNING' }]);
  });

  test('uses the zone that the pod requests', async () => {
    const { provider, machines } = await autopilot();
    const pool = provider.provisionNodePool({ ...TPU, zone: 'us-east5-a' });
    expect(machines(pool)).toMatchObject([{ zone: 'us-east5-a' }]);
  });

  test('marks the nodes of a ComputeClass, and keeps other pods off', async () => {
    const { provider } = await autopilot();
    const pool = provider.provisionNodePool({ ...TPU, computeClass: 'fast' });
    expect(provider.nodePools().find(({ name }) => name === pool)).toMatchObject({
      labels: { 'cloud.google.com/compute-class': 'fast' },
      taints: [{ key: 'cloud.google.com/compute-class', value: 'fast', effect: 'NoSchedule' }],
    });
  });

  test('removes the pool with its last machine; the next attempt may use another zone', async () => {
    const { provider, machines } = await autopilot({ 'tpu-stockout': {} });
    const pool = provider.provisionNodePool(TPU);
    provider.resize(
      pool,
      0,
      machines(pool).map(({ name }) => name),
    );
    expect(provider.nodePools().map(({ name }) => name)).toEqual(['default-pool']);
    expect(provider.instances().every((instance) => instance.pool === 'default-pool')).toBe(true);
  });
});
