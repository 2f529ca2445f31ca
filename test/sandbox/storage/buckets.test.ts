import { describe, expect, test } from 'vitest';
import { openCloud, PROJECT } from '../cloud.ts';

const BUCKETS = `/storage/v1/b?project=${PROJECT}`;
const UNIFORM = { iamConfiguration: { uniformBucketLevelAccess: { enabled: true } } };

describe('creating a bucket', () => {
  test('without a location puts it into the US multi-region', async () => {
    const cloud = await openCloud();
    const { body } = await cloud.call('POST', BUCKETS, { name: 'models', ...UNIFORM });
    expect(body).toMatchObject({
      kind: 'storage#bucket',
      name: 'models',
      location: 'US',
      locationType: 'multi-region',
      iamConfiguration: { uniformBucketLevelAccess: { enabled: true } },
    });
  });

  test('takes a region in any case', async () => {
    const cloud = await openCloud();
    const { body } = await cloud.call('POST', BUCKETS, { name: 'models', location: 'us-east5' });
    expect(body).toMatchObject({ location: 'US-EAST5', locationType: 'region' });
  });

  test('with the name of the project’s own bucket is a conflict', async () => {
    const cloud = await openCloud();
    await cloud.call('POST', BUCKETS, { name: 'models' });
    const { status, body } = await cloud.call('POST', BUCKETS, { name: 'models' });
    expect(status).toBe(409);
    expect(body.error.errors[0].reason).toBe('conflict');
    expect(body.error.message).toBe(
      'Your previous request to create the named bucket succeeded and you already own it.',
    );
  });

  test('with the name of another project’s bucket is a conflict', async () => {
    const cloud = await openCloud({ faults: { 'bucket-name-taken': { bucket: 'models' } } });
    const { status, body } = await cloud.call('POST', BUCKETS, { name: 'models' });
    expect(status).toBe(409);
    expect(body.error.message).toMatch(/^The requested bucket name is not available/);
    expect((await cloud.call('POST', BUCKETS, { name: 'other-models' })).status).toBe(200);
  });

  test.each([
    'ab',
    'Models',
    '-models',
    'models-',
    '192.168.5.4',
    'google-models',
    'goog-x',
    'a..b',
    'a'.repeat(64),
    '../../etc',
  ])('named %j is refused', async (name) => {
    const cloud = await openCloud();
    const { status, body } = await cloud.call('POST', BUCKETS, { name });
    expect(status).toBe(400);
    expect(body.error.message).toBe(`Invalid bucket name: '${name}'`);
  });

  test('in an unknown location or project is refused', async () => {
    const cloud = await openCloud();
    expect(await cloud.call('POST', BUCKETS, { name: 'models', location: 'mars' })).toMatchObject({
      status: 400,
      body: { error: { message: 'The specified location constraint is not valid.' } },
    });
    expect(await cloud.call('POST', '/storage/v1/b?project=unknown', { name: 'models' })).toMatchObject({
      status: 400,
    });
  });
});

describe('a bucket', () => {
  test('that does not exist is a 404', async () => {
    const cloud = await openCloud();
    for (const path of ['', '/iam', '/o', '/storageLayout', '/managedFolders']) {
      const { status, body } = await cloud.call('GET', `/storage/v1/b/models${path}`);
      expect([status, body.error.message]).toEqual([404, 'The specified bucket does not exist.']);
    }
  });

  test('is patched field by field, null removes', async () => {
    const cloud = await openCloud();
    await cloud.call('POST', BUCKETS, { name: 'models', labels: { a: 'b' } });
    await cloud.call('PATCH', '/storage/v1/b/models', { rpo: 'DEFAULT' });
    const { body } = await cloud.call('PATCH', '/storage/v1/b/models', { labels: null });
    expect(body).toMatchObject({ metageneration: '3', rpo: 'DEFAULT' });
    expect(body.labels).toBeUndefined();
  });

  test('cannot be deleted with objects in it', async () => {
    const cloud = await openCloud();
    await cloud.call('POST', BUCKETS, { name: 'models' });
    cloud.buckets.putObject('models', 'weights', 5);
    expect(await cloud.call('DELETE', '/storage/v1/b/models')).toMatchObject({
      status: 409,
      body: { error: { message: 'The bucket you tried to delete is not empty.' } },
    });
    expect((await cloud.call('DELETE', '/storage/v1/b/models/o/weights')).status).toBe(204);
    expect((await cloud.call('DELETE', '/storage/v1/b/models')).status).toBe(204);
    expect((await cloud.call('GET', BUCKETS)).body.items).toEqual([]);
  });

  test('starts with its project’s policy and accepts bindings with the current etag', async () => {
    const cloud = await openCloud();
    await cloud.call('POST', BUCKETS, { name: 'models' });
    const { body: policy } = await cloud.call('GET', '/storage/v1/b/models/iam');
    expect(policy.bindings.map(({ role }: { role: string }) => role)).toEqual([
      'roles/storage.legacyBucketOwner',
      'roles/storage.legacyBucketReader',
    ]);
    const bindings = [...policy.bindings, { role: 'roles/storage.objectUser', members: ['user:a@b.c'] }];
    const written = await cloud.call('PUT', '/storage/v1/b/models/iam', { ...policy, bindings });
    expect(written.body).toMatchObject({ kind: 'storage#policy', resourceId: 'projects/_/buckets/models' });
    expect(await cloud.call('PUT', '/storage/v1/b/models/iam', { ...policy, bindings })).toMatchObject({
      status: 412,
      body: { error: { errors: [{ reason: 'conditionNotMet' }] } },
    });
  });

  test('refuses a role that does not exist', async () => {
    const cloud = await openCloud();
    await cloud.call('POST', BUCKETS, { name: 'models' });
    const bindings = [{ role: 'roles/storage.everything', members: ['user:a@b.c'] }];
    expect((await cloud.call('PUT', '/storage/v1/b/models/iam', { bindings })).status).toBe(400);
  });
});
