import { expect, test } from 'vitest';
import { openCloud, PROJECT } from '../cloud.ts';

const PREFERENCES = `/quotas/v1beta/projects/${PROJECT}/locations/global/quotaPreferences`;
const QUOTA = 'TPUS-PER-TPU-FAMILY-per-project-region';
const INFO = `/quotas/v1beta/projects/${PROJECT}/locations/global/services/compute.googleapis.com/quotaInfos/${QUOTA}`;

const wanted = (quotaId: string, preferredValue: string) => ({
  service: 'compute.googleapis.com',
  quotaId,
  quotaConfig: { preferredValue },
  dimensions: { region: 'us-east5' },
});

test('a request for the TPU quota is answered as Cloud Quotas does, is listed, and ends the fault', async () => {
  const cloud = await openCloud({ faults: { 'tpu-quota-zero': {} } });
  const made = await cloud.call('POST', PREFERENCES, wanted(QUOTA, '16'));
  expect(made).toMatchObject({
    status: 200,
    body: {
      name: expect.stringMatching(/^projects\/[^/]+\/locations\/global\/quotaPreferences\/./),
      ...wanted(QUOTA, '16'),
      quotaConfig: { preferredValue: '16', grantedValue: '16' },
      reconciling: false,
    },
  });
  expect((await cloud.call('GET', PREFERENCES)).body.quotaPreferences).toEqual([made.body]);
  expect((await cloud.call('GET', `/quotas/v1beta/${made.body.name}`)).body).toEqual(made.body);
  const { body } = await cloud.call('GET', INFO);
  const values = body.dimensionsInfos.map(({ details }: { details: { value: string } }) => details.value);
  expect(values).not.toContain('0');
});

test('a request for spot machines leaves the fault of the quota on demand', async () => {
  const cloud = await openCloud({ faults: { 'tpu-quota-zero': {} } });
  await cloud.call('POST', PREFERENCES, wanted(`PREEMPTIBLE-${'TPU-V6E'}-per-project-region`, '16'));
  const { body } = await cloud.call('GET', INFO);
  const values = body.dimensionsInfos.map(({ details }: { details: { value: string } }) => details.value);
  expect(values).toContain('0');
});

test('other quotas are refused with a line that says what the sandbox simulates', async () => {
  const cloud = await openCloud();
  expect(await cloud.call('POST', PREFERENCES, wanted('CPUS-per-project-region', '16'))).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining('[sandbox] Only the TPU quotas') } },
  });
});
