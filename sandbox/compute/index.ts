import type { Cloud } from '../cloud.ts';
import { vms } from '../container/vms.ts';
import type { Service } from '../core/service.ts';
import { gate } from '../service-usage/gate.ts';
import { routes } from './routes.ts';

export const compute = (cloud: Cloud): Service => ({
  prefixes: ['/compute/v1'],
  routes: routes({ ...cloud, vms: (project) => vms(cloud.container, project) }),
  gate: gate('compute.googleapis.com', cloud),
});
