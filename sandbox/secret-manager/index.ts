import type { Cloud } from '../cloud.ts';
import type { Service } from '../core/service.ts';
import { gate } from '../service-usage/gate.ts';
import { routes } from './routes.ts';

export const secretManager = (cloud: Cloud): Service => ({
  prefixes: ['/secretmanager'],
  routes: routes(cloud),
  gate: gate('secretmanager.googleapis.com', cloud),
});
