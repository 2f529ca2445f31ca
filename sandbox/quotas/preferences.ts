import type { Collection } from '../core/database.ts';
import type { FaultRegister } from '../core/fault-register.ts';
import { GoogleApiError } from '../core/google-error.ts';
import { type ApiRequest, type Route, route } from '../core/http.ts';
import { isObject, jsonBody } from '../core/json-body.ts';
import { Random } from '../core/random.ts';
import { tpuFamilies, tpuQuota } from '../core/tpus.ts';
import type { World } from '../core/world.ts';

/** A request for a quota, as Cloud Quotas keeps it. */
interface Preference {
  readonly name: string;
  readonly service: string;
  readonly quotaId: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly preferredValue: string;
  readonly createTime: string;
}

const SERVICE = 'compute.googleapis.com';
const PREFERENCES = '/{version}/projects/{project}/locations/global/quotaPreferences';

/** Faults that are a TPU quota of 0: a request ends them. */
const FAULTS = ['tpu-quota-zero', 'quota-behind-stockout'] as const;

/**
 * The requests for quotas. The shape of the answers is that of the reference:
 * https://docs.cloud.google.com/docs/quotas/reference/rest/v1/projects.locations.quotaPreferences
 * Assumed: a request is granted at once. On Google Cloud it takes minutes to days, and may be refused.
 */
export function preferences(world: World, faults: FaultRegister): Route[] {
  const all: Collection<Preference> = world.database.collection('quotas/preferences');
  const parentOf = ({ params }: ApiRequest): string => `projects/${params.project}/locations/global/quotaPreferences`;
  return [
    route('POST', PREFERENCES, (request) => {
      const { service, quotaId, dimensions, quotaConfig } = jsonBody(request);
      const preferredValue = String(isObject(quotaConfig) ? quotaConfig.preferredValue : '');
      if (service !== SERVICE || !isTpuQuota(quotaId) || !/^\d+$/.test(preferredValue))
        throw new GoogleApiError(400, `[sandbox] Only the TPU quotas of ${SERVICE} can be requested here.`);
      const id = request.query.get('quotaPreferenceId') ?? Random.of(world.seed, `preference ${all.size}`).uuid();
      const name = `${parentOf(request)}/${id}`;
      if (all.get(name)) throw new GoogleApiError(409, `Quota preference ${id} already exists.`);
      const made: Preference = {
        name,
        service,
        quotaId,
        dimensions: isObject(dimensions) ? (dimensions as Preference['dimensions']) : {},
        preferredValue,
        createTime: new Date(world.clock.now()).toISOString(),
      };
      all.put(name, made);
      if (!quotaId.startsWith('PREEMPTIBLE')) for (const fault of FAULTS) faults.clear(fault);
      return { body: view(made) };
    }),
    route('GET', PREFERENCES, (request) => {
      const found = [...all.values()].filter(({ name }) => name.startsWith(`${parentOf(request)}/`));
      return { body: { quotaPreferences: found.map(view) } };
    }),
    route('GET', `${PREFERENCES}/{id}`, (request) => {
      const found = all.get(`${parentOf(request)}/${request.params.id}`);
      if (!found) throw new GoogleApiError(404, `Quota preference ${request.params.id} not found.`);
      return { body: view(found) };
    }),
  ];
}

const isTpuQuota = (id: unknown): id is string =>
  [...tpuFamilies.keys()].some((family) => [false, true].some((spot) => tpuQuota(family, spot).id === id));

const view = ({ preferredValue, createTime, ...made }: Preference) => ({
  ...made,
  quotaConfig: {
    preferredValue,
    grantedValue: preferredValue,
    stateDetail: '[sandbox] Granted at once; Google Cloud decides in minutes to days.',
    requestOrigin: 'ORIGIN_UNSPECIFIED',
  },
  reconciling: false,
  createTime,
  updateTime: createTime,
});
