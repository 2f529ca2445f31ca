import { GoogleApiError } from '../core/google-error.ts';
import { type Route, route } from '../core/http.ts';
import type { RoleTable } from './roles.ts';

/** IAM v1: the permissions of a predefined role. */
export function routes(roles: RoleTable): Route[] {
  return [
    route('GET', '/v1/roles/{role}', ({ params }) => {
      const name = `roles/${params.role}`;
      if (!roles.has(name)) throw new GoogleApiError(404, `The role named ${name} was not found.`);
      return { body: { name, stage: 'GA', includedPermissions: roles.permissions(name) } };
    }),
  ];
}
