import { GoogleApiError } from '../core/google-error.ts';
import { type Route, route } from '../core/http.ts';
import type { World } from '../core/world.ts';
import type { Projects } from '../resource-manager/projects.ts';

/** Cloud Billing v1: whether a project pays. */
export function routes(world: World, projects: Projects): Route[] {
  return [
    route('GET', '/v1/projects/{project}/billingInfo', ({ params }) => {
      const project = projects.find(params.project!);
      if (!project) throw new GoogleApiError(403, 'The caller does not have permission');
      const billingEnabled = !world.faults.active('billing-disabled');
      return {
        body: {
          name: `projects/${project.projectId}/billingInfo`,
          projectId: project.projectId,
          billingAccountName: billingEnabled ? 'billingAccounts/000000-000000-000000' : '',
          billingEnabled,
        },
      };
    }),
  ];
}
