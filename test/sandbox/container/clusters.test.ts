import { describe, expect, test } from 'vitest';
import { MINUTE, openCloud, PROJECT } from '../cloud.ts';
import { CLUSTER, cloudWithCluster, finished, PARENT, STANDARD, ZONE } from './gke.ts';

const create = { cluster: STANDARD };

describe('creating a cluster', () => {
  test('takes eight minutes, during which the cluster is PROVISIONING', async () => {
    const cloud = await openCloud();
    const { body: operation } = await cloud.call('POST', `${PARENT}/clusters`, create);
    expect(operation).toMatchObject({ operationType: 'CREATE_CLUSTER', status: 'RUNNING', location: 'us-east5' });
    cloud.pass(8 * MINUTE - 1);
    expect((await cloud.call('GET', CLUSTER)).body.status).toBe('PROVISIONING');
    cloud.pass(1);
    expect((await cloud.call('GET', `${PARENT}/operations/${operation.name}`)).body.status).toBe('DONE');
    expect((await cloud.call('GET', CLUSTER)).body).toMatchObject({
      status: 'RUNNING',
      endpoint: '127.0.0.1:6443',
      masterAuth: { clusterCaCertificate: 'UEVN' },
      locations: [ZONE],
      currentNodeCount: 3,
    });
  });

  test('creates a default pool of e2-medium machines of the requested size', async () => {
    const cloud = await cloudWithCluster();
    const [pool] = (await cloud.call('GET', `${CLUSTER}/nodePools`)).body.nodePools;
    expect(pool).toMatchObject({ name: 'default-pool', status: 'RUNNING', config: { machineType: 'e2-medium' } });
    const vms = await cloud.call('GET', `/compute/v1/projects/${PROJECT}/aggregated/instances`);
    expect(vms.body.items[`zones/${ZONE}`].instances.map((vm: { status: string }) => vm.status)).toEqual(
      Array(3).fill('RUNNING'),
    );
  });

  test('an Autopilot cluster has every add-on and spreads over the region', async () => {
    const cloud = await openCloud();
    const cluster = { name: 'auto', autopilot: { enabled: true } };
    await finished(cloud, await cloud.call('POST', `${PARENT}/clusters`, { cluster }), 8 * MINUTE);
    const { body } = await cloud.call('GET', `${PARENT}/clusters/auto`);
    expect(body).toMatchObject({
      status: 'RUNNING',
      autopilot: { enabled: true },
      workloadIdentityConfig: { workloadPool: `${PROJECT}.svc.id.goog` },
      locations: ['us-east5-a', 'us-east5-b', 'us-east5-c'],
    });
  });

  test('ends in an error when the fault cluster-create-fails is on', async () => {
    const cloud = await openCloud({ faults: { 'cluster-create-fails': {} } });
    const operation = await finished(cloud, await cloud.call('POST', `${PARENT}/clusters`, create), 8 * MINUTE);
    expect(operation.status).toBe('DONE');
    expect(operation.statusMessage).toContain('only 0 nodes out of 3 have registered');
    expect((await cloud.call('GET', CLUSTER)).body.status).toBe('ERROR');
  });

  test.each<[string, object, number, string]>([
    ['a name with capitals', { ...STANDARD, name: 'Vllm' }, 400, 'Invalid value for field "cluster.name": "Vllm"'],
    ['no name', {}, 400, 'Invalid value for field "cluster.name": ""'],
    [
      'an unknown version',
      { ...STANDARD, initialClusterVersion: '1.14.3-gke.9' },
      400,
      'Master version "1.14.3-gke.9" is unsupported.',
    ],
    [
      'an unknown version prefix',
      { ...STANDARD, initialClusterVersion: '1.14' },
      400,
      'No valid versions with the prefix "1.14" found.',
    ],
    [
      'a zone of another region',
      { ...STANDARD, locations: ['us-west1-a'] },
      400,
      'Location "us-west1-a" does not exist.',
    ],
    [
      'the gcsfuse add-on without Workload Identity',
      { ...STANDARD, workloadIdentityConfig: {} },
      400,
      'Workload Identity must be enabled for GCS Fuse CSI driver addon.',
    ],
    [
      "another project's workload pool",
      { ...STANDARD, workloadIdentityConfig: { workloadPool: 'other.svc.id.goog' } },
      400,
      `currently, the only allowed workload pool is "${PROJECT}.svc.id.goog".`,
    ],
  ])('with %s is refused', async (_, cluster, status, message) => {
    const cloud = await openCloud();
    const answer = await cloud.call('POST', `${PARENT}/clusters`, { cluster });
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toContain(message);
  });

  test('returns 409 for a name in use', async () => {
    const cloud = await cloudWithCluster();
    const { status, body } = await cloud.call('POST', `${PARENT}/clusters`, create);
    expect(status).toBe(409);
    expect(body.error).toMatchObject({
      status: 'ALREADY_EXISTS',
      message: `Already exists: projects/${PROJECT}/locations/us-east5/clusters/vllm-tpu.`,
    });
  });

  test.each([
    ['latest', '1.33.5-gke.1162000'],
    ['1.32', '1.32.9-gke.1010000'],
    ['1.31.2-gke.1115000', '1.31.2-gke.1115000'],
  ])('takes %s for the version %s', async (initialClusterVersion, version) => {
    const cloud = await openCloud();
    await cloud.call('POST', `${PARENT}/clusters`, { cluster: { ...STANDARD, initialClusterVersion } });
    expect((await cloud.call('GET', CLUSTER)).body.currentMasterVersion).toBe(version);
  });
});

describe('a cluster', () => {
  test('that does not exist is named in the 404', async () => {
    const cloud = await openCloud();
    const { status, body } = await cloud.call('GET', CLUSTER);
    expect(status).toBe(404);
    expect(body.error.message).toBe(`Not found: projects/${PROJECT}/locations/us-east5/clusters/vllm-tpu.`);
  });

  test('is listed in its region and in "-", not in another region', async () => {
    const cloud = await cloudWithCluster();
    const names = async (location: string): Promise<string[]> => {
      const { body } = await cloud.call('GET', `/container/v1/projects/${PROJECT}/locations/${location}/clusters`);
      return (body.clusters ?? []).map(({ name }: { name: string }) => name);
    };
    expect(await names('us-east5')).toEqual(['vllm-tpu']);
    expect(await names('-')).toEqual(['vllm-tpu']);
    expect(await names('us-central1')).toEqual([]);
  });

  test('returns 403 for an unknown location or project, as Google does', async () => {
    const cloud = await openCloud();
    const location = await cloud.call('GET', `/container/v1/projects/${PROJECT}/locations/mars/clusters`);
    expect(location).toMatchObject({
      status: 403,
      body: { error: { message: "Permission denied on 'locations/mars' (or it may not exist)." } },
    });
    const project = await cloud.call('GET', '/container/v1/projects/unknown/locations/us-east5/clusters');
    expect(project).toMatchObject({
      status: 403,
      body: { error: { message: 'Permission denied on resource project unknown.' } },
    });
  });

  test('does not exist after its deletion is done', async () => {
    const cloud = await cloudWithCluster();
    const operation = await finished(cloud, await cloud.call('DELETE', CLUSTER), 6 * MINUTE);
    expect(operation.status).toBe('RUNNING');
    expect((await cloud.call('GET', CLUSTER)).body.status).toBe('STOPPING');
    cloud.pass(MINUTE);
    await cloud.call('GET', CLUSTER);
    expect((await cloud.call('GET', CLUSTER)).status).toBe(404);
    const vms = await cloud.call('GET', `/compute/v1/projects/${PROJECT}/aggregated/instances`);
    expect(vms.body.items).toEqual({});
  });

  test('cannot be deleted while it is being created', async () => {
    const cloud = await openCloud();
    const { body: operation } = await cloud.call('POST', `${PARENT}/clusters`, create);
    const { status, body } = await cloud.call('DELETE', CLUSTER);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      status: 'FAILED_PRECONDITION',
      message: `Cluster is running incompatible operation ${operation.name}.`,
    });
  });

  test('accepts new labels and changes its etag', async () => {
    const cloud = await cloudWithCluster();
    const before = (await cloud.call('GET', CLUSTER)).body.etag;
    await finished(
      cloud,
      await cloud.call('POST', `${CLUSTER}:setResourceLabels`, { resourceLabels: { a: 'b' } }),
      MINUTE,
    );
    const { body } = await cloud.call('GET', CLUSTER);
    expect(body.resourceLabels).toEqual({ a: 'b' });
    expect(body.etag).not.toBe(before);
  });
});
