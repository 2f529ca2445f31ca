import type { Cloud } from '../cloud.ts';
import type { Service } from '../core/service.ts';
import { routes } from './routes.ts';

export const billing = ({ world, projects }: Cloud): Service => ({
  prefixes: ['/billing'],
  routes: routes(world, projects),
});
