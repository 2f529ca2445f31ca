import { expect, test } from 'vitest';
import { openCloud, PROJECT } from '../cloud.ts';

const COMPUTE = `/compute/v1/projects/${PROJECT}`;
const named = (body: { items: { name: string }[] }): string[] => body.items.map(({ name }) => name);

test('zones are filtered by the expression that gcloud makes of --filter', async () => {
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
  const offers = async (zone: string) =>
    named((await cloud.call('GET', `${COMPUTE}/zones/${zone}/machineTypes`)).body).includes('ct6e-standard-8t');
  expect(await offers('us-east5-b')).toBe(true);
  expect(await offers('us-west4-a')).toBe(false);
});

test.each(['zones/mars-a', 'regions/mars', 'zones/us-east5-b/machineTypes/ct7'])('%s was not found', async (path) => {
  const cloud = await openCloud();
  expect(await cloud.call('GET', `${COMPUTE}/${path}`)).toMatchObject({
    status: 404,
    body: { error: { message: `The resource 'projects/${PROJECT}/${path}' was not found` } },
  });
});
