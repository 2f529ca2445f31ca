import type { Collection } from '../core/database.ts';
import { GoogleApiError } from '../core/google-error.ts';
import type { World } from '../core/world.ts';
import type { Project } from '../resource-manager/projects.ts';

/** The Google Cloud APIs that the sandbox knows, by their names. */
export const TITLES: Readonly<Record<string, string>> = {
  'cloudbilling.googleapis.com': 'Cloud Billing API',
  'cloudquotas.googleapis.com': 'Cloud Quotas API',
  'cloudresourcemanager.googleapis.com': 'Cloud Resource Manager API',
  'compute.googleapis.com': 'Compute Engine API',
  'container.googleapis.com': 'Kubernetes Engine API',
  'containerfilesystem.googleapis.com': 'Container File System API',
  'iam.googleapis.com': 'Identity and Access Management (IAM) API',
  'logging.googleapis.com': 'Cloud Logging API',
  'monitoring.googleapis.com': 'Cloud Monitoring API',
  'secretmanager.googleapis.com': 'Secret Manager API',
  'serviceusage.googleapis.com': 'Service Usage API',
  'storage.googleapis.com': 'Cloud Storage API',
};

/** Which APIs a project has switched on. All that the sandbox knows are on until someone disables one. */
export class Apis {
  readonly #world: World;
  readonly #disabled: Collection<boolean>;

  constructor(world: World) {
    this.#world = world;
    this.#disabled = world.database.collection('serviceUsage/disabled');
  }

  enabled({ projectId }: Project, api: string): boolean {
    if (!Object.hasOwn(TITLES, api)) return this.#disabled.get(`${projectId}/${api}`) === false;
    const key = `${projectId}/${api}`;
    return !(this.#disabled.get(key) ?? this.#world.faults.active('api-disabled', { service: api }) !== undefined);
  }

  set({ projectId }: Project, api: string, enabled: boolean): void {
    this.#disabled.put(`${projectId}/${api}`, !enabled);
  }

  /** @throws GoogleApiError 403, as every API answers in a project that has not switched it on */
  require(project: Project, api: string): void {
    if (this.enabled(project, api)) return;
    const { projectId, projectNumber } = project;
    const url = `https://console.developers.google.com/apis/api/${api}/overview?project=${projectId}`;
    throw new GoogleApiError(
      403,
      `${TITLES[api]} has not been used in project ${projectId} before or it is disabled. Enable it by visiting ${url} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.`,
      {
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
            reason: 'SERVICE_DISABLED',
            domain: 'googleapis.com',
            metadata: { service: api, consumer: `projects/${projectNumber}` },
          },
        ],
      },
    );
  }
}
