import { ApiFaults } from '../../core/api-faults.ts';
import { GoogleApiError, passingFailure } from '../../core/google-error.ts';
import type { ListedSeries, ListRequest, Monitoring } from '../../monitoring/monitoring.ts';
import { type Identity, NO_TOKEN } from '../identity.ts';
import { noSuchMetric } from './refusals.ts';
import type { AdapterDependencies } from './workload.ts';

/** The last word of an error as Google's Go clients print it. */
const REASON: Readonly<Record<number, string>> = {
  400: 'badRequest',
  403: 'forbidden',
  404: 'notFound',
  429: 'rateLimitExceeded',
};

export type Descriptor = ReturnType<Monitoring['metricDescriptor']>;

/** Cloud Monitoring for one identity: checks its permissions, and formats errors as Go does. */
export class CloudMonitoring {
  readonly #with: AdapterDependencies;
  readonly #identity: Identity;
  readonly #faults: ApiFaults;

  constructor(dependencies: AdapterDependencies, identity: Identity) {
    this.#with = dependencies;
    this.#identity = identity;
    this.#faults = new ApiFaults(dependencies.world, 'google');
  }

  /** Whether the identity may list the project's metric descriptors. @throws GoogleCallError */
  checkDescriptors(): void {
    this.#call('monitoring.metricDescriptors.list', this.#with.cloud.project, () => undefined);
  }

  /** @throws GoogleCallError */
  descriptor(project: string, type: string): Descriptor {
    return this.#call('monitoring.metricDescriptors.get', project, () =>
      this.#with.monitoring.metricDescriptor(project, type),
    );
  }

  /** @throws GoogleCallError */
  timeSeries(request: ListRequest): readonly ListedSeries[] {
    return this.#call('monitoring.timeSeries.list', request.project, () =>
      this.#with.monitoring.listTimeSeries(request),
    );
  }

  #call<T>(permission: string, project: string, call: () => T): T {
    const { world } = this.#with;
    try {
      const failure = this.#faults.failure();
      if (failure !== undefined) throw passingFailure(failure);
      if (permission === 'monitoring.timeSeries.list' && world.faults.active('adapter-throttled')) {
        throw throttled(this.#with.cloud.projectNumber);
      }
      if (!this.#identity.hasToken()) throw new NoToken(project, permission.split('.')[1]!);
      const allowed = this.#identity.may(permission, { project }) && !world.faults.active('adapter-no-role');
      if (!allowed) throw new GoogleApiError(403, `Permission ${permission} denied (or the resource may not exist).`);
      return call();
    } catch (error) {
      throw error instanceof GoogleApiError ? new GoogleCallError(error.code, error.message) : error;
    }
  }
}

/** google/slo-generator#288 has the words, Cloud Monitoring's page on quotas the metric. */
function throttled(projectNumber: string): GoogleApiError {
  const metric = 'Time series queries';
  return new GoogleApiError(
    429,
    `Quota exceeded for quota metric '${metric}' and limit '${metric} per minute' of service 'monitoring.googleapis.com' for consumer 'project_number:${projectNumber}'.`,
  );
}

/** The descriptor of a metric. @throws StatusError NotFound for every failure, as the adapter does */
export function findDescriptor(monitoring: CloudMonitoring, project: string, type: string): Descriptor {
  try {
    return monitoring.descriptor(project, type);
  } catch {
    throw noSuchMetric(type);
  }
}

/** A request for which there is no token does not get to the API. */
class NoToken extends Error {
  override readonly name = 'NoToken';
  constructor(project: string, collection: string) {
    super(`Get "https://monitoring.googleapis.com/v3/projects/${project}/${collection}?alt=json": ${NO_TOKEN}`);
  }
}

/** An error of a Google API as googleapi.Error prints it. */
export class GoogleCallError extends Error {
  override readonly name = 'GoogleCallError';
  readonly code: number;
  constructor(code: number, message: string) {
    super(`googleapi: Error ${code}: ${message}, ${REASON[code] ?? 'backendError'}`);
    this.code = code;
  }
}
