import type { Cloud } from '../cloud.ts';
import type { Service } from '../core/service.ts';
import { gate } from '../service-usage/gate.ts';

export const monitoring = (cloud: Cloud): Service => ({
  prefixes: ['/monitoring', ''],
  routes: async () => (await cloud.monitoring()).routes,
  gate: gate('monitoring.googleapis.com', cloud),
});
