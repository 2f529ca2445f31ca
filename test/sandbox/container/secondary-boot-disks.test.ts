import { expect, test } from 'vitest';
import { MINUTE, PROJECT } from '../cloud.ts';
import { CLUSTER, cloudWithCluster, finished, TPU_POOL } from './gke.ts';

const DISK = { diskImage: `projects/${PROJECT}/global/images/vllm-tpu`, mode: 'CONTAINER_IMAGE_CACHE' };
const poolWith = (config: object) => ({ nodePool: { ...TPU_POOL, config: { ...TPU_POOL.config, ...config } } });

test('labels the nodes of a pool with its secondary boot disk', async () => {
  const cloud = await cloudWithCluster();
  const asked = poolWith({ gcfsConfig: { enabled: true }, secondaryBootDisks: [DISK] });
  await finished(cloud, await cloud.call('POST', `${CLUSTER}/nodePools`, asked), 4 * MINUTE);
  const { container } = cloud;
  const pools = container.cloudOf(container.inventory.requireCluster(PROJECT, 'us-east5', 'vllm-tpu')).nodePools();
  expect(pools.find(({ name }) => name === 'tpunodepool')?.labels).toEqual({
    'cloud.google.com.node-restriction.kubernetes.io/gke-secondary-boot-disk-vllm-tpu': `CONTAINER_IMAGE_CACHE.${PROJECT}`,
  });
});

test.each([
  ['a disk image that does not exist', true, { ...DISK, diskImage: `projects/${PROJECT}/global/images/nope` }],
  ['a cache of container images without image streaming', false, DISK],
])('refuses %s', async (_, enabled, disk) => {
  const cloud = await cloudWithCluster();
  const asked = poolWith({ gcfsConfig: { enabled }, secondaryBootDisks: [disk] });
  expect(await cloud.call('POST', `${CLUSTER}/nodePools`, asked)).toMatchObject({ status: 400 });
});
