import { expect, test } from 'vitest';
import { openCloud, PROJECT, START } from '../cloud.ts';

test('the status has the project, the time and the pace', async () => {
  const cloud = await openCloud();
  const { body } = await cloud.call('GET', '/_sandbox/status');
  expect(body).toMatchObject({
    projectId: PROJECT,
    projectNumber: expect.stringMatching(/^\d{12}$/),
    now: expect.any(Number),
    clusterVersion: '1.33.5-gke.1080000',
    faults: [],
  });
  expect(body.now).toBeGreaterThanOrEqual(START);
});

test('a fault is switched on with its parameters, listed, and cleared', async () => {
  const cloud = await openCloud();
  const fault = { name: 'tpu-stockout', params: { zone: 'us-east5-b' } };
  expect((await cloud.call('PUT', '/_sandbox/faults/tpu-stockout', fault.params)).body).toEqual(fault);
  const { body } = await cloud.call('GET', '/_sandbox/faults');
  expect(body.active).toEqual([fault]);
  expect(body.catalogue['tpu-stockout'].params).toHaveProperty('zone');
  await cloud.call('DELETE', '/_sandbox/faults');
  expect((await cloud.call('GET', '/_sandbox/status')).body.faults).toEqual([]);
});

test('an unknown fault or parameter is refused', async () => {
  const cloud = await openCloud();
  expect((await cloud.call('PUT', '/_sandbox/faults/nonsense', {})).status).toBe(404);
  expect((await cloud.call('PUT', '/_sandbox/faults/tpu-stockout', { planet: 'x' })).status).toBe(404);
  expect((await cloud.call('PUT', '/_sandbox/faults/tpu-stockout', { zone: {} })).status).toBe(400);
});
