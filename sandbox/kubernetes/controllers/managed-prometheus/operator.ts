import type { World } from '../../../core/world.ts';
import type { ObjectStore } from '../../object.ts';
import type { Workload } from '../../runtime.ts';

const PORTS = [10250, 18080, 18081];

/** The operator's program: it answers, unless the fault `gmp-operator-down` is on. */
export function gmpOperator({ faults }: Pick<World, 'faults'>): Workload {
  return {
    start: () => ({
      listens: (port) => PORTS.includes(port) && !faults.active('gmp-operator-down'),
      usage: () => ({ cpuMillicores: 1, memoryBytes: 30 * 2 ** 20 }),
      stop: () => undefined,
    }),
  };
}

/** Whether nobody turns PodMonitorings into configurations: the operator does not answer, or somebody stopped it. */
export function operatorIsDown(store: ObjectStore, { faults }: Pick<World, 'faults'>): boolean {
  if (faults.active('gmp-operator-down')) return true;
  return store.get('deployments', 'gmp-system', 'gmp-operator')?.spec.replicas === 0;
}
