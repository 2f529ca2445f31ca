import type { Route } from '../core/http.ts';
import type { World } from '../core/world.ts';
import type { Accounts } from '../iam/accounts.ts';
import type { Policies } from '../iam/policies.ts';
import type { RoleTable } from '../iam/roles.ts';
import type { Projects } from '../resource-manager/projects.ts';
import { bucketRoutes } from './bucket-routes.ts';
import type { BucketService } from './bucket-service.ts';
import { objectRoutes } from './object-routes.ts';

export interface Storage {
  readonly world: World;
  readonly buckets: BucketService;
  readonly policies: Policies;
  readonly roles: RoleTable;
  readonly accounts: Accounts;
  readonly projects: Projects;
}

/** The Cloud Storage JSON API, below `/storage/v1`. */
export function routes(storage: Storage): Route[] {
  return [...bucketRoutes(storage), ...objectRoutes(storage)];
}
