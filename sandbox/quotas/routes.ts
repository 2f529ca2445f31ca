import type { Locations } from '../compute/locations.ts';
import { GoogleApiError } from '../core/google-error.ts';
import { type Route, route } from '../core/http.ts';

export interface QuotaSource {
  readonly locations: Locations;
  /** Chips of a TPU family that a project may have in a region. */
  tpuLimit(family: string, spot: boolean): number;
}

const QUOTAS = '/v1beta/projects/{project}/locations/global/services/{service}/quotaInfos';

/** Cloud Quotas v1beta: the one place where Google Cloud shows the TPU quotas that GKE consumes. */
export function routes(source: QuotaSource): Route[] {
  const infos = (project: string, service: string) =>
    service === 'compute.googleapis.com'
      ? quotaInfos(source, `projects/${project}/locations/global/services/${service}`)
      : [];
  return [
    route('GET', QUOTAS, ({ params }) => ({ body: { quotaInfos: infos(params.project!, params.service!) } })),
    route('GET', `${QUOTAS}/{quota}`, ({ params }) => {
      const found = infos(params.project!, params.service!).find(({ quotaId }) => quotaId === params.quota);
      if (!found) throw new GoogleApiError(404, `Quota info ${params.quota} not found.`);
      return { body: found };
    }),
  ];
}

function quotaInfos({ locations, tpuLimit }: QuotaSource, parent: string) {
  const regional = (dimensions: Record<string, string>, region: string, limit: number) => ({
    dimensions: { region, ...dimensions },
    details: { value: String(limit) },
    applicableLocations: [region],
  });
  const info = (quotaId: string, metric: string, dimensions: string[], dimensionsInfos: unknown[]) => ({
    name: `${parent}/quotaInfos/${quotaId}`,
    quotaId,
    metric: `compute.googleapis.com/${metric}`,
    service: 'compute.googleapis.com',
    containerType: 'PROJECT',
    dimensions,
    metricUnit: '1',
    isPrecise: false,
    quotaIncreaseEligibility: { isEligible: true },
    dimensionsInfos,
  });
  const regions = locations.regions();
  return [
    info(
      'TPUS-PER-TPU-FAMILY-per-project-region',
      'tpus_per_tpu_family',
      ['region', 'tpu_family'],
      regions.flatMap((region) =>
        locations.tpuFamilies().map((family) => regional({ tpu_family: family }, region, tpuLimit(family, false))),
      ),
    ),
    info(
      'PREEMPTIBLE-TPU-V6E-per-project-region',
      'preemptible_tpu_v6e',
      ['region'],
      regions.map((region) => regional({}, region, tpuLimit('CT6E', true))),
    ),
    info(
      'CPUS-per-project-region',
      'cpus',
      ['region'],
      regions.map((region) => regional({}, region, 2400)),
    ),
  ];
}
