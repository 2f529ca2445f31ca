import type { Service } from '../core/service.ts';
import type { Projects } from '../resource-manager/projects.ts';
import type { Apis } from './apis.ts';

/** Refuses the requests about a project that has not switched the API on. */
export function gate(api: string, parts: { readonly apis: Apis; readonly projects: Projects }): Service['gate'] {
  return ({ project }) => {
    const known = project === undefined ? undefined : parts.projects.find(project);
    if (known) parts.apis.require(known, api);
  };
}
