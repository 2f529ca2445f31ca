import { describe, expect, test } from 'vitest';
import { type Cloud, MINUTE, openCloud, PROJECT } from '../cloud.ts';
import { CLUSTER, cloudWithCluster, finished, PARENT, STANDARD, TPU_POOL } from './gke.ts';

const POOL = `${CLUSTER}/nodePools/tpunodepool`;

async function cloudWithPool(): Promise<Cloud> {
  const cloud = await cloudWithCluster();
  await finished(cloud, await cloud.call('POST', `${CLUSTER}/nodePools`, { nodePool: TPU_POOL }), 5 * MINUTE);
  return cloud;
}

async function update(cloud: Cloud, change: object) {
  return finished(cloud, await cloud.call('PUT', CLUSTER, { update: change }), 6 * MINUTE);
}

describe('updating a cluster', () => {
  test.each([
    [
      'monitoring',
      { desiredMonitoringConfig: { managedPrometheusConfig: { enabled: false } } },
      { monitoringConfig: { managedPrometheusConfig: { enabled: false } } },
    ],
    [
      'an add-on',
      { desiredAddonsConfig: { httpLoadBalancing: { disabled: true } } },
      { addonsConfig: { gcsFuseCsiDriverConfig: { enabled: true }, httpLoadBalancing: { disabled: true } } },
    ],
    [
      'the Gateway API',
      { desiredGatewayApiConfig: { channel: 'CHANNEL_STANDARD' } },
      { networkConfig: { gatewayApiConfig: { channel: 'CHANNEL_STANDARD' } } },
    ],
    [
      'intra-node visibility',
      { desiredIntraNodeVisibilityConfig: { enabled: true } },
      { networkConfig: { enableIntraNodeVisibility: true } },
    ],
    [
      'image streaming',
      { desiredGcfsConfig: { enabled: true } },
      { nodePoolDefaults: { nodeConfigDefaults: { gcfsConfig: { enabled: true } } } },
    ],
    ['the release channel', { desiredReleaseChannel: { channel: 'RAPID' } }, { releaseChannel: { channel: 'RAPID' } }],
  ])('changes %s and keeps the rest', async (_, change, expected) => {
    const cloud = await cloudWithCluster();
    expect((await update(cloud, change)).status).toBe('DONE');
    expect((await cloud.call('GET', CLUSTER)).body).toMatchObject(expected);
  });

  test('keeps the workload pool that an add-on needs', async () => {
    const cloud = await cloudWithCluster();
    const body = { update: { desiredWorkloadIdentityConfig: { workloadPool: '' } } };
    expect((await cloud.call('PUT', CLUSTER, body)).body.error.message).toBe(
      'Workload Identity must be enabled for GCS Fuse CSI driver addon.',
    );
  });

  test('upgrades the control plane first, then the nodes', async () => {
    const cloud = await cloudWithPool();
    const version = '1.33.5-gke.1162000';
    await update(cloud, { desiredMasterVersion: version });
    expect((await cloud.call('GET', CLUSTER)).body).toMatchObject({
      currentMasterVersion: version,
      currentNodeVersion: '1.33.5-gke.1080000',
    });
    await update(cloud, { desiredNodePoolId: 'tpunodepool', desiredNodeVersion: '-' });
    expect((await cloud.call('GET', POOL)).body.version).toBe(version);
  });

  test.each([
    ['a control plane that is older', { desiredMasterVersion: '1.32.9-gke.1010000' }, /^Master cannot be downgraded/],
    [
      'nodes of a later patch than the control plane',
      { desiredNodePoolId: 'tpunodepool', desiredNodeVersion: '1.33.5-gke.1162000' },
      'desired node version "1.33.5-gke.1162000" cannot be greater than current master version "1.33.5-gke.1080000".',
    ],
  ])('refuses %s', async (_, change, message) => {
    const cloud = await cloudWithPool();
    const { status, body } = await cloud.call('PUT', CLUSTER, { update: change });
    expect(status).toBe(400);
    expect(body.error.message).toMatch(message);
  });

  test('refuses nodes of a later minor version than the control plane', async () => {
    const cloud = await openCloud();
    const cluster = { ...STANDARD, initialClusterVersion: '1.32.9-gke.1010000' };
    await finished(cloud, await cloud.call('POST', `${PARENT}/clusters`, { cluster }), 8 * MINUTE);
    const update = { desiredNodeVersion: '1.33.5-gke.1080000' };
    expect((await cloud.call('PUT', CLUSTER, { update })).body.error.message).toBe(
      'Node version "1.33.5-gke.1080000" must not have a greater minor version than master version "1.32.9-gke.1010000".',
    );
  });

  test('answers v1beta1 as well', async () => {
    const cloud = await cloudWithCluster();
    const { body } = await cloud.call('GET', `/container/v1beta1/projects/${PROJECT}/locations/-/clusters`);
    expect(body.clusters.map(({ name }: { name: string }) => name)).toEqual(['vllm-tpu']);
  });
});

describe('updating a node pool', () => {
  test('sets autoscaling limits as gcloud does', async () => {
    const cloud = await cloudWithPool();
    const desiredNodePoolAutoscaling = { enabled: true, totalMaxNodeCount: 3 };
    await update(cloud, { desiredNodePoolId: 'tpunodepool', desiredNodePoolAutoscaling });
    expect((await cloud.call('GET', POOL)).body.autoscaling).toMatchObject({ totalMaxNodeCount: 3 });
  });

  test('sets labels and taints, which the cluster’s controllers see', async () => {
    const cloud = await cloudWithPool();
    const taints = [{ key: 'k', value: 'v', effect: 'NO_SCHEDULE' }];
    const body = { labels: { labels: { team: 'ml' } }, taints: { taints } };
    await finished(cloud, await cloud.call('PUT', POOL, body), MINUTE);
    const pools = cloud.container.cloudOf(cloud.container.inventory.clusters()[0]!).nodePools();
    expect(pools.find(({ name }) => name === 'tpunodepool')).toMatchObject({
      labels: { team: 'ml' },
      taints: [{ key: 'k', value: 'v', effect: 'NoSchedule' }],
    });
  });

  test('refuses a field that the sandbox does not simulate', async () => {
    const cloud = await cloudWithPool();
    const { status } = await cloud.call('PUT', POOL, { imageType: 'UBUNTU_CONTAINERD' });
    expect(status).toBe(400);
  });
});

describe('faults that happen once', () => {
  test.each([
    ['node-lost', { node: 'nope' }],
    ['pool-at-maximum', { pool: 'nope' }],
    ['disk-full', { node: 'nope' }],
  ])('%s refuses an unknown name', async (fault, params) => {
    const cloud = await cloudWithPool();
    const { status, body } = await cloud.call('PUT', `/_sandbox/faults/${fault}`, params);
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('nope')]);
    expect((await cloud.call('GET', '/_sandbox/faults')).body.active).toEqual([]);
  });
});
