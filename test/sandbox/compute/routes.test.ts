import { expect, test } from 'vitest';
import { type Cloud, MINUTE, openCloud, PROJECT } from '../cloud.ts';
import { CLUSTER, cloudWithCluster, finished, TPU_POOL, ZONE } from '../container/gke.ts';

const COMPUTE = `/compute/v1/projects/${PROJECT}`;
const named = (body: { items: { name: string }[] }): string[] => body.items.map(({ name }) => name);

test('zones are filtered by gcloud’s translation of --filter', async () => {
  const cloud = await openCloud();
  const filter = encodeURIComponent('region eq ".*\\bus\\-east5\\b.*"');
  expect(named((await cloud.call('GET', `${COMPUTE}/zones?filter=${filter}`)).body)).toEqual([
    'us-east5-a',
    'us-east5-b',
    'us-east5-c',
  ]);
});

test.each(['name : x', 'name eq "("'])('the filter %j is refused', async (filter) => {
  const cloud = await openCloud();
  expect((await cloud.call('GET', `${COMPUTE}/zones?filter=${encodeURIComponent(filter)}`)).status).toBe(400);
});

test('TPU machine types are offered in the zones of their family only', async () => {
  const cloud = await openCloud();
  const offers = async (zone: string) => {
    const names = named((await cloud.call('GET', `${COMPUTE}/zones/${zone}/machineTypes`)).body);
    return ['ct6e-standard-8t', 'ct5lp-hightpu-8t'].filter((name) => names.includes(name));
  };
  expect(await offers('us-east5-b')).toEqual(['ct6e-standard-8t', 'ct5lp-hightpu-8t']);
  expect(await offers('us-west4-a')).toEqual(['ct5lp-hightpu-8t']);
  expect(await offers('us-central1-f')).toEqual([]);
});

test.each(['zones/mars-a', 'regions/mars', 'zones/us-east5-b/machineTypes/ct7'])('%s was not found', async (path) => {
  const cloud = await openCloud();
  expect(await cloud.call('GET', `${COMPUTE}/${path}`)).toMatchObject({
    status: 404,
    body: { error: { message: `The resource 'projects/${PROJECT}/${path}' was not found` } },
  });
});

/** All of a collection, over all places. */
async function everywhere(cloud: Cloud, collection: string): Promise<Record<string, unknown>[]> {
  const { body } = await cloud.call('GET', `${COMPUTE}/aggregated/${collection}`);
  return Object.values(body.items as Record<string, Record<string, Record<string, unknown>[]>>).flatMap(
    (scope) => scope[collection]!,
  );
}

test('every machine has a boot disk with its cluster’s labels until the cluster is deleted', async () => {
  const cloud = await cloudWithCluster();
  await finished(cloud, await cloud.call('POST', `${CLUSTER}/nodePools`, { nodePool: TPU_POOL }), 20 * MINUTE);
  const disks = await everywhere(cloud, 'disks');
  expect(disks.map(({ name }) => name)).toEqual((await everywhere(cloud, 'instances')).map(({ name }) => name));
  const types = disks.map(({ type }) => String(type).split('/').at(-1));
  expect(types).toEqual(['pd-balanced', 'pd-balanced', 'pd-balanced', 'hyperdisk-balanced']);
  expect(disks[3]).toMatchObject({
    kind: 'compute#disk',
    sizeGb: '100',
    status: 'READY',
    zone: expect.stringMatching(/\/zones\/us-east5-b$/),
    labels: {
      'goog-gke-node': '',
      'goog-k8s-cluster-location': 'us-east5',
      'goog-k8s-cluster-name': 'vllm-tpu',
      'goog-k8s-node-pool-name': 'tpunodepool',
    },
  });
  const path = `${COMPUTE}/zones/${ZONE}/disks/${disks[3]!.name}`;
  expect((await cloud.call('GET', path)).body).toEqual(disks[3]);
  await finished(cloud, await cloud.call('DELETE', CLUSTER), 10 * MINUTE);
  expect(await everywhere(cloud, 'disks')).toEqual([]);
  expect((await cloud.call('GET', path)).status).toBe(404);
});

test('a forwarding rule outlives its cluster until a client deletes it', async () => {
  const cloud = await cloudWithCluster();
  const [cluster] = cloud.container.inventory.clusters(PROJECT);
  const description = '{"kubernetes.io/service-name":"vllm/vllm-service"}';
  const { addresses, database } = cloud.world;
  const address = addresses.allocate('a1');
  cloud.container.cloudOf(cluster!).ensureForwardingRule({ name: 'a1', description, address, ports: [8000, 8080] });
  await finished(cloud, await cloud.call('DELETE', CLUSTER), 10 * MINUTE);
  expect(await everywhere(cloud, 'forwardingRules')).toMatchObject([
    { kind: 'compute#forwardingRule', name: 'a1', description, IPAddress: address, portRange: '8000-8080' },
  ]);
  const owned = () => [...database.collection('addresses').keys()];
  expect(owned()).toContain('a1');
  const path = `${COMPUTE}/regions/us-east5/forwardingRules/a1`;
  expect((await cloud.call('DELETE', path)).body).toMatchObject({ operationType: 'delete', status: 'DONE' });
  expect(await everywhere(cloud, 'forwardingRules')).toEqual([]);
  expect((await cloud.call('DELETE', path)).status).toBe(404);
  expect(owned()).not.toContain('a1');
});
