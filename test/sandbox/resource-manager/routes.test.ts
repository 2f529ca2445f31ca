import { describe, expect, test } from 'vitest';
import { openCloud, PROJECT } from '../cloud.ts';

const PATH = `/crm/v1/projects/${PROJECT}`;
const binding = { role: 'roles/monitoring.viewer', members: ['user:a@b.c'] };

describe('a project', () => {
  test('has a number of twelve digits that also identifies it', async () => {
    const cloud = await openCloud();
    const { body } = await cloud.call('GET', PATH);
    expect(body).toMatchObject({ projectId: PROJECT, lifecycleState: 'ACTIVE' });
    expect(body.projectNumber).toMatch(/^\d{12}$/);
    expect((await cloud.call('GET', `/crm/v1/projects/${body.projectNumber}`)).body.projectId).toBe(PROJECT);
    expect((await cloud.call('GET', `/crm/v3/projects/${PROJECT}`)).body).toMatchObject({
      name: `projects/${body.projectNumber}`,
      state: 'ACTIVE',
    });
  });

  test('that a run registered exists with a stable number', async () => {
    const cloud = await openCloud();
    expect((await cloud.call('GET', '/crm/v1/projects/my-own-project')).status).toBe(403);
    const { body } = await cloud.call('PUT', '/_sandbox/projects/my-own-project');
    const found = (await cloud.call('GET', '/crm/v1/projects/my-own-project')).body;
    expect(found.projectNumber).toBe(body.projectNumber);
    const other = await openCloud();
    expect((await other.call('PUT', '/_sandbox/projects/my-own-project')).body).toEqual(body);
  });

  test.each(['X', 'a', '1abcdef', 'abc-', 'a'.repeat(31)])('cannot be called %s', async (name) => {
    const cloud = await openCloud();
    expect((await cloud.call('PUT', `/_sandbox/projects/${name}`)).status).toBe(400);
  });
});

describe("a project's policy", () => {
  test('is written with the etag that was read, which is base64', async () => {
    const cloud = await openCloud();
    const { body: policy } = await cloud.call('POST', `${PATH}:getIamPolicy`, {});
    expect(Buffer.from(policy.etag, 'base64').toString('base64')).toBe(policy.etag);
    const written = await cloud.call('POST', `${PATH}:setIamPolicy`, { policy: { ...policy, bindings: [binding] } });
    expect(written.body.bindings).toEqual([binding]);
    expect(written.body.etag).not.toBe(policy.etag);
  });

  test('that changed meanwhile is not overwritten', async () => {
    const cloud = await openCloud();
    const { body: policy } = await cloud.call('POST', `${PATH}:getIamPolicy`, {});
    await cloud.call('POST', `${PATH}:setIamPolicy`, { policy: { ...policy, bindings: [binding] } });
    const { status, body } = await cloud.call('POST', `${PATH}:setIamPolicy`, { policy: { ...policy, bindings: [] } });
    expect([status, body.error.status]).toEqual([409, 'ABORTED']);
    expect(body.error.message).toMatch(/^There were concurrent policy changes/);
  });

  test('conflicts while the fault second-person is on', async () => {
    const cloud = await openCloud({ faults: { 'second-person': { probability: 1 } } });
    const { body: policy } = await cloud.call('POST', `${PATH}:getIamPolicy`, {});
    expect((await cloud.call('POST', `${PATH}:setIamPolicy`, { policy })).status).toBe(409);
  });

  test.each([
    [{ role: 'roles/nonsense', members: [] }, 'Role roles/nonsense is not supported for this resource.'],
    [
      { role: 'roles/viewer', members: ['someone'] },
      'The member someone is of an unknown type. Please set a valid type prefix for the member.',
    ],
  ])('refuses %j', async (wrong, message) => {
    const cloud = await openCloud();
    const { status, body } = await cloud.call('POST', `${PATH}:setIamPolicy`, { policy: { bindings: [wrong] } });
    expect([status, body.error.message]).toEqual([400, message]);
  });

  test('accepts a member with swapped project ID and number, as Google Cloud does', async () => {
    const cloud = await openCloud();
    const swapped = `principal://iam.googleapis.com/projects/${PROJECT}/locations/global/workloadIdentityPools/1.svc.id.goog/subject/ns/a/sa/b`;
    const policy = { bindings: [{ role: 'roles/viewer', members: [swapped] }] };
    expect((await cloud.call('POST', `${PATH}:setIamPolicy`, { policy })).status).toBe(200);
  });
});

test('testIamPermissions grants all permissions except those that a fault denies', async () => {
  const cloud = await openCloud({ faults: { 'permission-denied': { permission: 'container.clusters.create' } } });
  const permissions = ['container.clusters.create', 'container.clusters.get'];
  const { body } = await cloud.call('POST', `${PATH}:testIamPermissions`, { permissions });
  expect(body.permissions).toEqual(['container.clusters.get']);
});
