import { GoogleApiError } from '../core/google-error.ts';
import { type ApiRequest, type Handler, type Route, route } from '../core/http.ts';
import { isObject, jsonBody } from '../core/json-body.ts';
import type { World } from '../core/world.ts';
import type { Accounts } from '../iam/accounts.ts';
import { asGoogleError, readBindings } from '../iam/binding.ts';
import type { Policies } from '../iam/policies.ts';
import type { RoleTable } from '../iam/roles.ts';
import type { Project, Projects } from './projects.ts';

export interface ResourceManager {
  readonly world: World;
  readonly projects: Projects;
  readonly policies: Policies;
  readonly accounts: Accounts;
  readonly roles: RoleTable;
}

/** Cloud Resource Manager: v1 as gcloud calls it, and v3's `projects.get`. */
export function routes(service: ResourceManager): Route[] {
  const { projects, policies, roles, accounts } = service;
  const on =
    (answer: (project: Project, request: ApiRequest) => unknown): Handler =>
    (request) => {
      const project = projects.find(request.params.project!);
      if (!project) throw new GoogleApiError(403, 'The caller does not have permission');
      return { body: answer(project, request) };
    };

  const setPolicy = on(({ projectId }, request) => {
    const { policy } = jsonBody(request);
    if (!isObject(policy)) throw new GoogleApiError(400, 'Request contains an invalid argument.');
    try {
      return policies.set(`projects/${projectId}`, readBindings(policy.bindings, roles, accounts), {
        ...(typeof policy.etag === 'string' && { etag: policy.etag }),
        ...(typeof policy.version === 'number' && { version: policy.version }),
      });
    } catch (error) {
      throw asGoogleError(error);
    }
  });

  const getPolicy = on(({ projectId }) => policies.get(`projects/${projectId}`));
  const test = on((_, request) => ({ permissions: granted(service.world, jsonBody(request).permissions) }));

  return [
    route('GET', '/v1/projects', () => ({ body: { projects: projects.list().map(describe) } })),
    route('GET', '/v1/projects/{project}', on(describe)),
    route('GET', '/v3/projects/{project}', on(describeV3)),
    ...['v1', 'v3'].flatMap((version) => [
      route('POST', `/${version}/projects/{project}:getIamPolicy`, getPolicy),
      route('POST', `/${version}/projects/{project}:setIamPolicy`, setPolicy),
      route('POST', `/${version}/projects/{project}:testIamPermissions`, test),
    ]),
  ];
}

/** The sandbox's user owns the project: every permission, but for those that a fault takes away. */
function granted(world: World, permissions: unknown): string[] {
  if (!Array.isArray(permissions)) return [];
  return permissions.map(String).filter((permission) => !world.faults.active('permission-denied', { permission }));
}

function describe({ projectId, projectNumber, createTime }: Project) {
  return { projectId, projectNumber, name: projectId, lifecycleState: 'ACTIVE', createTime };
}

function describeV3({ projectId, projectNumber, createTime }: Project) {
  return { name: `projects/${projectNumber}`, projectId, displayName: projectId, state: 'ACTIVE', createTime };
}
