import type { Cloud } from '../cloud.ts';
import type { Service } from '../core/service.ts';
import { gate } from '../service-usage/gate.ts';
import { strikeOnce } from './events.ts';
import { routes } from './routes.ts';

/** GKE, with the clusters' control planes. */
export function container(cloud: Cloud): Service {
  const { container: gke, faults } = cloud;
  faults.onAdd((fault) => strikeOnce(gke, fault));
  return {
    prefixes: ['/container', ''],
    routes: routes(gke),
    gate: gate('container.googleapis.com', cloud),
    restore: () => gke.resume(),
    close: () => gke.controlPlanes.stopAll(),
  };
}
