import { describe, expect, test } from 'vitest';
import { type Cloud, openCloud, PROJECT } from '../cloud.ts';

const BUCKETS = `/storage/v1/b?project=${PROJECT}`;

async function bucket(settings: object = {}): Promise<Cloud> {
  const cloud = await openCloud();
  await cloud.call('POST', BUCKETS, { name: 'models', ...settings });
  cloud.buckets.putObject('models', 'weights', 5);
  return cloud;
}

const NOT_SIMULATED = { status: 400, body: { error: { message: expect.stringContaining('[sandbox] Not simulated') } } };

describe('gcloud sends nothing again', () => {
  test.each(['/storage/v1', '/download/storage/v1'])('after a download without content below %s', async (prefix) => {
    const cloud = await bucket();
    expect(await cloud.call('GET', `${prefix}/b/models/o/weights?alt=media`)).toMatchObject({
      status: 403,
      body: { error: { message: expect.stringContaining('[sandbox] Not simulated') } },
    });
  });

  test('after a resumable upload', async () => {
    const cloud = await bucket();
    const path = '/upload/storage/v1/b/models/o?uploadType=resumable&name=big';
    expect(await cloud.call('POST', path, {})).toMatchObject(NOT_SIMULATED);
    const { body } = await cloud.call('GET', '/storage/v1/b/models/o');
    expect(body.items).toHaveLength(1);
  });
});

describe('a setting that would act on objects later', () => {
  const RULE = { action: { type: 'Delete' }, condition: { age: 30 } };
  test.each([{ lifecycle: { rule: [RULE] } }, { versioning: { enabled: true } }, { retentionPolicy: {} }])(
    'is refused: %o',
    async (settings) => {
      const cloud = await bucket();
      expect(await cloud.call('PATCH', '/storage/v1/b/models', settings)).toMatchObject(NOT_SIMULATED);
      expect(await cloud.call('POST', BUCKETS, { name: 'other', ...settings })).toMatchObject(NOT_SIMULATED);
      expect((await cloud.call('GET', '/storage/v1/b/other')).status).toBe(404);
    },
  );

  test('is accepted where it is switched off', async () => {
    const cloud = await bucket();
    const off = { versioning: { enabled: false }, lifecycle: { rule: [] }, retentionPolicy: null };
    expect((await cloud.call('PATCH', '/storage/v1/b/models', off)).status).toBe(200);
  });
});

describe('a bucket', () => {
  test('that prevents public access takes no binding of everyone', async () => {
    const bindings = [{ role: 'roles/storage.objectViewer', members: ['allUsers'] }];
    const closed = await bucket({ iamConfiguration: { publicAccessPrevention: 'enforced' } });
    expect(await closed.call('PUT', '/storage/v1/b/models/iam', { bindings })).toMatchObject({
      status: 412,
      body: { error: { errors: [{ reason: 'conditionNotMet' }] } },
    });
    const open = await bucket();
    expect((await open.call('PUT', '/storage/v1/b/models/iam', { bindings })).status).toBe(200);
  });

  test('with a hierarchical namespace says so in its layout, and two placements make it dual-region', async () => {
    const cloud = await bucket({
      hierarchicalNamespace: { enabled: true },
      customPlacementConfig: { dataLocations: ['US-EAST1', 'US-EAST4'] },
    });
    const { body } = await cloud.call('GET', '/storage/v1/b/models/storageLayout');
    expect(body).toMatchObject({ hierarchicalNamespace: { enabled: true }, locationType: 'dual-region' });
  });
});
