import { describe, expect, test } from 'vitest';
import { MINUTE, openCloud, PROJECT } from '../cloud.ts';

const ACCOUNTS = `/iam/v1/projects/${PROJECT}/serviceAccounts`;
const EMAIL = `models@${PROJECT}.iam.gserviceaccount.com`;
const MEMBER = `serviceAccount:${PROJECT}.svc.id.goog[vllm/vllm-ksa]`;
const KSA = `principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/${PROJECT}.svc.id.goog/subject/ns/vllm/sa/vllm-ksa`;
const USER = { bindings: [{ role: 'roles/iam.workloadIdentityUser', members: [MEMBER] }] };

async function open() {
  const cloud = await openCloud();
  const create = (accountId: string) =>
    cloud.call('POST', ACCOUNTS, { accountId, serviceAccount: { displayName: 'M' } });
  const mayImpersonate = (): boolean =>
    cloud.policies.allows(KSA, 'iam.serviceAccounts.getAccessToken', { project: PROJECT, serviceAccount: EMAIL });
  return { ...cloud, create, mayImpersonate };
}

describe('a service account', () => {
  test('is created, listed beside the default account, read and deleted', async () => {
    const { call, create } = await open();
    const made = await create('models');
    expect(made.body).toMatchObject({
      name: `projects/${PROJECT}/serviceAccounts/${EMAIL}`,
      email: EMAIL,
      displayName: 'M',
    });
    expect(made.body.uniqueId).toMatch(/^1\d{20}$/);
    const listed = await call('GET', ACCOUNTS);
    expect(listed.body.accounts.map(({ email }: { email: string }) => email).sort()).toEqual([
      expect.stringMatching(/^\d+-compute@developer\.gserviceaccount\.com$/),
      EMAIL,
    ]);
    expect((await call('GET', `/iam/v1/projects/-/serviceAccounts/${EMAIL}`)).body).toEqual(made.body);
    expect((await call('DELETE', `${ACCOUNTS}/${EMAIL}`)).status).toBe(200);
    expect((await call('GET', `${ACCOUNTS}/${EMAIL}`)).body.error).toMatchObject({
      code: 404,
      message: 'Unknown service account',
    });
  });

  test.each([
    ['models', 409, `Service account models already exists within project projects/${PROJECT}.`],
    ['gsa', 400, 'The account ID "gsa" does not have a length between 6 and 30.'],
    ['Models', 400, 'The account ID "Models" is not valid.'],
  ])('is refused with the id %s', async (id, code, message) => {
    const { create } = await open();
    await create('models');
    expect((await create(id)).body.error).toMatchObject({ code, message });
  });

  test('that does not exist is a missing permission where the project is a wildcard', async () => {
    const { call } = await open();
    const { body } = await call('GET', `/iam/v1/projects/-/serviceAccounts/${EMAIL}`);
    expect(body.error).toMatchObject({
      code: 403,
      message: "Permission 'iam.serviceAccounts.get' denied on resource (or it may not exist).",
    });
  });
});

describe('its policy', () => {
  test('lets a Kubernetes service account act for it, a minute later', async () => {
    const { call, create, pass, mayImpersonate } = await open();
    await create('models');
    const policy = `${ACCOUNTS}/${EMAIL}`;
    const { body } = await call('POST', `${policy}:getIamPolicy`);
    await call('POST', `${policy}:setIamPolicy`, { policy: { ...USER, etag: body.etag } });
    expect(mayImpersonate()).toBe(false);
    pass(MINUTE);
    expect(mayImpersonate()).toBe(true);
    expect((await call('POST', `${policy}:getIamPolicy`)).body.bindings).toEqual(USER.bindings);
  });

  test('is gone with the account, whatever the project’s policy says', async () => {
    const { call, create, pass, policies, mayImpersonate } = await open();
    await create('models');
    policies.set(`projects/${PROJECT}`, USER.bindings);
    pass(MINUTE);
    expect(mayImpersonate()).toBe(true);
    await call('DELETE', `${ACCOUNTS}/${EMAIL}`);
    expect(mayImpersonate()).toBe(false);
  });
});

test('a policy names no service account of a known project that does not exist', async () => {
  const { call, create } = await open();
  const policy = { bindings: [{ role: 'roles/viewer', members: [`serviceAccount:${EMAIL}`] }] };
  const set = () => call('POST', `/crm/v1/projects/${PROJECT}:setIamPolicy`, { policy });
  expect((await set()).body.error).toMatchObject({ code: 400, message: `Service account ${EMAIL} does not exist.` });
  await create('models');
  expect((await set()).status).toBe(200);
});
