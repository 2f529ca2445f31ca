import { GoogleApiError } from '../core/google-error.ts';
import { type ApiRequest, type Route, route } from '../core/http.ts';
import { jsonBody } from '../core/json-body.ts';
import type { Project, Projects } from '../resource-manager/projects.ts';
import { type Apis, TITLES } from './apis.ts';

/** Service Usage v1. Enabling is immediate, so its operations are done when they are answered. */
export function routes(apis: Apis, projects: Projects): Route[] {
  const projectOf = ({ params }: ApiRequest): Project => {
    const project = projects.find(params.project!);
    if (!project) throw new GoogleApiError(403, `Project '${params.project}' not found or permission denied.`);
    return project;
  };
  const view = (project: Project, api: string) => ({
    name: `projects/${project.projectNumber}/services/${api}`,
    parent: `projects/${project.projectNumber}`,
    config: { name: api, title: TITLES[api] ?? api },
    state: apis.enabled(project, api) ? 'ENABLED' : 'DISABLED',
  });
  const done = (response: unknown) => ({ name: 'operations/noop.DONE_OPERATION', done: true, response });
  const switchTo = (enabled: boolean) => (request: ApiRequest) => {
    const project = projectOf(request);
    apis.set(project, request.params.api!, enabled);
    return { body: done({ service: view(project, request.params.api!) }) };
  };

  return [
    route('GET', '/v1/projects/{project}/services', (request) => {
      const project = projectOf(request);
      const asked = /state:(\w+)/.exec(request.query.get('filter') ?? '')?.[1];
      const services = Object.keys(TITLES).map((api) => view(project, api));
      return { body: { services: services.filter(({ state }) => asked === undefined || state === asked) } };
    }),
    route('POST', '/v1/projects/{project}/services:batchEnable', (request) => {
      const project = projectOf(request);
      const { serviceIds } = jsonBody(request);
      const names = Array.isArray(serviceIds) ? serviceIds.map(String) : [];
      for (const api of names) apis.set(project, api, true);
      return { body: done({ services: names.map((api) => view(project, api)) }) };
    }),
    route('GET', '/v1/projects/{project}/services/{api}', (request) => {
      return { body: view(projectOf(request), request.params.api!) };
    }),
    route('POST', '/v1/projects/{project}/services/{api}:enable', switchTo(true)),
    route('POST', '/v1/projects/{project}/services/{api}:disable', switchTo(false)),
  ];
}
