import { describe, expect, test } from 'vitest';
import { openCloud, PROJECT } from '../cloud.ts';

const SERVICES = `/su/v1/projects/${PROJECT}/services`;
const CONTAINER = `${SERVICES}/container.googleapis.com`;
const CLUSTERS = `/container/v1/projects/${PROJECT}/locations/-/clusters`;

describe('an API', () => {
  test('is enabled by default', async () => {
    const cloud = await openCloud();
    expect((await cloud.call('GET', CONTAINER)).body).toMatchObject({ state: 'ENABLED' });
    const { body } = await cloud.call('GET', `${SERVICES}?filter=state:ENABLED`);
    expect(body.services.map(({ config }: { config: { name: string } }) => config.name)).toContain(
      'container.googleapis.com',
    );
  });

  test('that is disabled refuses every call, by name and reason, until it is enabled', async () => {
    const cloud = await openCloud();
    await cloud.call('POST', `${CONTAINER}:disable`, {});
    const { status, body } = await cloud.call('GET', CLUSTERS);
    expect([status, body.error.details[0].reason]).toEqual([403, 'SERVICE_DISABLED']);
    expect(body.error.message).toContain(`Kubernetes Engine API has not been used in project ${PROJECT} before`);
    const enabled = await cloud.call('POST', `${SERVICES}:batchEnable`, { serviceIds: ['container.googleapis.com'] });
    expect(enabled.body).toMatchObject({ done: true });
    expect((await cloud.call('GET', CLUSTERS)).status).toBe(200);
  });

  test('is off in a new project when the fault api-disabled is on, and stays enabled once someone enabled it', async () => {
    const cloud = await openCloud({ faults: { 'api-disabled': { service: 'container.googleapis.com' } } });
    expect((await cloud.call('GET', CLUSTERS)).status).toBe(403);
    await cloud.call('POST', `${CONTAINER}:enable`, {});
    expect((await cloud.call('GET', CLUSTERS)).status).toBe(200);
  });
});
