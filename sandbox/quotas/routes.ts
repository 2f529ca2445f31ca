import type { Locations } from '../compute/locations.ts';
import { GoogleApiError } from '../core/google-error.ts';
import { type Route, route } from '../core/http.ts';
import { quotaMetric, tpuFamilies, tpuQuota } from '../core/tpus.ts';

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

/** By id: one that tells families apart has a dimension for that. */
function tpuQuotas(): Map<string, { family: string; spot: boolean }[]> {
  const found = new Map<string, { family: string; spot: boolean }[]>();
  for (const spot of [false, true]) {
    for (const family of tpuFamilies.keys()) {
      const { id } = tpuQuota(family, spot);
      found.set(id, [...(found.get(id) ?? []), { family, spot }]);
    }
  }
  return found;
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
    ...[...tpuQuotas()].map(([id, users]) => {
      const { dimensions = {} } = tpuQuota(users[0]!.family, users[0]!.spot);
      const limits = regions.flatMap((region) =>
        users.map(({ family, spot }) =>
          regional(tpuQuota(family, spot).dimensions ?? {}, region, tpuLimit(family, spot)),
        ),
      );
      return info(id, quotaMetric({ id }).toLowerCase(), ['region', ...Object.keys(dimensions)], limits);
    }),
    info(
      'CPUS-per-project-region',
      'cpus',
      ['region'],
      regions.map((region) => regional({}, region, 2400)),
    ),
  ];
}
