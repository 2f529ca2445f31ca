import { expect, test } from 'vitest';
import { openCloud, PROJECT } from '../cloud.ts';

const INFOS = `/quotas/v1beta/projects/${PROJECT}/locations/global/services/compute.googleapis.com/quotaInfos`;

interface Info {
  readonly dimensions: { readonly region: string; readonly tpu_family?: string };
  readonly details: { readonly value: string };
}

async function limit(quota: string, faults = {}): Promise<string | undefined> {
  const cloud = await openCloud({ faults });
  const { body } = await cloud.call('GET', `${INFOS}/${quota}`);
  return body.dimensionsInfos.find(({ dimensions }: Info) => dimensions.region === 'us-east5')?.details.value;
}

test('the TPU quota that GKE consumes is by region and family, in chips', async () => {
  expect(await limit('TPUS-PER-TPU-FAMILY-per-project-region')).toBe('32');
  expect(await limit('PREEMPTIBLE-TPU-V6E-per-project-region')).toBe('1536');
  expect(await limit('TPU-LITE-PODSLICE-V5-per-project-region')).toBe('32');
  expect(await limit('PREEMPTIBLE-TPU-LITE-PODSLICE-V5-per-project-region')).toBe('1536');
});

test('a quota of zero shows here', async () => {
  expect(await limit('TPUS-PER-TPU-FAMILY-per-project-region', { 'tpu-quota-zero': {} })).toBe('0');
});

test('the one of TPU v6e does not show in the description of the region, as on Google Cloud; those of v5e do', async () => {
  const cloud = await openCloud();
  const { body } = await cloud.call('GET', `/compute/v1/projects/${PROJECT}/regions/us-east5`);
  const metrics = body.quotas.map(({ metric }: { metric: string }) => metric);
  expect(metrics.filter((metric: string) => metric.includes('TPU'))).toEqual([
    'TPU_LITE_PODSLICE_V5',
    'PREEMPTIBLE_TPU_LITE_PODSLICE_V5',
  ]);
});

test('the list has them all, and an unknown one is a 404', async () => {
  const cloud = await openCloud();
  const { body } = await cloud.call('GET', INFOS);
  expect(body.quotaInfos.map(({ quotaId }: { quotaId: string }) => quotaId)).toContain('CPUS-per-project-region');
  expect((await cloud.call('GET', `${INFOS}/NONE`)).status).toBe(404);
});
