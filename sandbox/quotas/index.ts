import type { Cloud } from '../cloud.ts';
import type { Service } from '../core/service.ts';
import { gate } from '../service-usage/gate.ts';
import { preferences } from './preferences.ts';
import { routes } from './routes.ts';

export const quotas = (cloud: Cloud): Service => ({
  prefixes: ['/quotas'],
  routes: [
    ...routes({
      locations: cloud.locations,
      tpuLimit: (family, spot) => cloud.container.capacity.tpuLimit(family, spot),
    }),
    ...preferences(cloud.world, cloud.faults),
  ],
  gate: gate('cloudquotas.googleapis.com', cloud),
});
