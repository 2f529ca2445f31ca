import type { Cloud } from '../cloud.ts';
import type { Service } from '../core/service.ts';
import { clockStream } from './clock-stream.ts';
import { routes } from './routes.ts';
import { Stepper } from './stepper.ts';

/** The sandbox's own control path. */
export const control = ({ world, faults, projects, leases, container, stop }: Cloud): Service => ({
  close: leases.observe(),
  prefixes: [''],
  routes: routes({ world, faults, projects, leases, defaultVersion: container.versions.default, stop }),
  emulated: false,
  raw: { 'POST /_sandbox/clock': clockStream(world.clock, leases, new Stepper(world.clock)) },
});
