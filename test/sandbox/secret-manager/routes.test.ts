import { describe, expect, it } from 'vitest';
import { type Cloud, openCloud, PROJECT } from '../cloud.ts';

const SECRETS = `/secretmanager/v1/projects/${PROJECT}/secrets`;
const TOKEN = `${SECRETS}/token`;
const VALUE = Buffer.from('hf_value').toString('base64');

async function withVersions(count: number, options = {}): Promise<Cloud> {
  const cloud = await openCloud(options);
  await cloud.call('POST', `${SECRETS}?secretId=token`, { replication: { automatic: {} } });
  for (let version = 1; version <= count; version++)
    await cloud.call('POST', `${TOKEN}:addVersion`, { payload: { data: VALUE, dataCrc32c: String(version) } });
  return cloud;
}

const refusal = (code: number, status: string, message: RegExp) => ({
  status: code,
  body: { error: { code, status, message: expect.stringMatching(message) } },
});

describe('a secret', () => {
  it('gives its newest version as latest, with the checksum of the client', async () => {
    const cloud = await withVersions(2);
    const { body } = await cloud.call('GET', `${TOKEN}/versions/latest:access`);
    expect(body).toMatchObject({
      name: expect.stringMatching(/^projects\/\d+\/secrets\/token\/versions\/2$/),
      payload: { data: VALUE, dataCrc32c: '2' },
    });
  });

  it('has its name once', async () => {
    const cloud = await withVersions(0);
    const again = await cloud.call('POST', `${SECRETS}?secretId=token`, { replication: { automatic: {} } });
    expect(again).toMatchObject(refusal(409, 'ALREADY_EXISTS', /already exists/));
  });

  it.each([
    ['without a version', 0, 'latest', /^Secret \[projects\/\d+\/secrets\/token\] not found or has no versions\.$/],
    ['with another version', 1, '7', /^Secret Version \[projects\/\d+\/secrets\/token\/versions\/7\] not found\.$/],
  ])('%s is a 404', async (_, count, version, message) => {
    const cloud = await withVersions(count);
    const answer = await cloud.call('GET', `${TOKEN}/versions/${version}:access`);
    expect(answer).toMatchObject(refusal(404, 'NOT_FOUND', message));
  });

  it.each(['disable', 'destroy'])('keeps its value to itself after %s, also as latest', async (verb) => {
    const cloud = await withVersions(2);
    await cloud.call('POST', `${TOKEN}/versions/2:${verb}`);
    const answer = await cloud.call('GET', `${TOKEN}/versions/latest:access`);
    expect(answer).toMatchObject(
      refusal(400, 'FAILED_PRECONDITION', /versions\/2\] is in (DISABLED|DESTROYED) state\.$/),
    );
  });

  it('gives its value after disable and enable, and never after destroy', async () => {
    const cloud = await withVersions(1);
    for (const verb of ['disable', 'enable']) await cloud.call('POST', `${TOKEN}/versions/1:${verb}`);
    expect(await cloud.call('GET', `${TOKEN}/versions/1:access`)).toMatchObject({ status: 200 });
    await cloud.call('POST', `${TOKEN}/versions/1:destroy`);
    const enabled = await cloud.call('POST', `${TOKEN}/versions/1:enable`);
    expect(enabled).toMatchObject(refusal(400, 'FAILED_PRECONDITION', /DESTROYED/));
  });

  it('is refused while the permission is missing', async () => {
    const cloud = await withVersions(1, {
      faults: { 'permission-denied': { permission: 'secretmanager.versions.access' } },
    });
    const answer = await cloud.call('GET', `${TOKEN}/versions/1:access`);
    expect(answer).toMatchObject(
      refusal(403, 'PERMISSION_DENIED', /^Permission 'secretmanager\.versions\.access' denied/),
    );
  });

  it('is refused while the API is disabled', async () => {
    const cloud = await withVersions(1);
    await cloud.call('POST', `/su/v1/projects/${PROJECT}/services/secretmanager.googleapis.com:disable`);
    const answer = await cloud.call('GET', `${TOKEN}/versions/1:access`);
    expect(answer).toMatchObject(refusal(403, 'PERMISSION_DENIED', /^Secret Manager API has not been used/));
  });
});
