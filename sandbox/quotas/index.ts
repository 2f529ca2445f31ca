import type { Cloud } from '../cloud.ts';
import type { Service } from '../core/service.ts';
import { routes } from './routes.ts';

export const quotas = ({ locations, container: { capacity } }: Cloud): Service => ({
  prefixes: ['/quotas'],
  routes: routes({ locations, tpuLimit: (family, spot) => capacity.tpuLimit(family, spot) }),
});
