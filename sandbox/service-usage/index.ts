import type { Cloud } from '../cloud.ts';
import type { Service } from '../core/service.ts';
import { routes } from './routes.ts';

export const serviceUsage = ({ apis, projects }: Cloud): Service => ({
  prefixes: ['/su'],
  routes: routes(apis, projects),
});
