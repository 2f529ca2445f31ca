import type { Cloud } from '../cloud.ts';
import type { Service } from '../core/service.ts';
import { DEFAULT_PROJECT } from '../resource-manager/projects.ts';
import { accountRoutes } from './account-routes.ts';
import { routes } from './routes.ts';
import { type ServiceAccountKey, tokenEndpoint, writeServiceAccountKey } from './service-account.ts';

/** Roles, service accounts, and the tokens of the account with which gcloud's plugin logs in. */
export function iam(cloud: Cloud): Service {
  const { world, roles, credentials } = cloud;
  let key: ServiceAccountKey | undefined;
  return {
    prefixes: ['/iam'],
    routes: [...routes(roles), ...accountRoutes(cloud)],
    open: { 'POST /token': tokenEndpoint(() => key, world.token) },
    async restore(url) {
      if (!credentials) return;
      key = await writeServiceAccountKey(credentials.file, DEFAULT_PROJECT, url, credentials.privateKey);
    },
  };
}
