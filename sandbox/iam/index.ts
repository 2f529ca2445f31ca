import type { Cloud } from '../cloud.ts';
import type { Service } from '../core/service.ts';
import { DEFAULT_PROJECT } from '../resource-manager/projects.ts';
import { routes } from './routes.ts';
import { type ServiceAccountKey, tokenEndpoint, writeServiceAccountKey } from './service-account.ts';

/** Roles, and the tokens of the one service account. */
export function iam({ world, roles, credentials }: Cloud): Service {
  let key: ServiceAccountKey | undefined;
  return {
    prefixes: ['/iam'],
    routes: routes(roles),
    open: { 'POST /token': tokenEndpoint(() => key, world.token) },
    async restore(url) {
      if (!credentials) return;
      key = await writeServiceAccountKey(credentials.file, DEFAULT_PROJECT, url, credentials.privateKey);
    },
  };
}
