import { kubernetes } from '../../lib/kubernetes/objects.ts';
import type { StepContext } from '../../lib/step/step.ts';
import { type Condition, met, pending } from '../../lib/wait/condition.ts';
import { duration } from '../../lib/wait/duration.ts';
import { tpuMachines } from '../cluster/machines.ts';
import { DEPLOYMENT } from '../tutorial/names.ts';

/** The Deployment of the model server wants no pod, or does not exist. */
export function scaledToZero({ config }: StepContext): Condition<boolean> {
  return kubernetes({
    what: `deployment/${DEPLOYMENT} is scaled to 0`,
    placeholder: true,
    timeout: duration('2m'),
    of: { resource: 'deployment', name: DEPLOYMENT, namespace: config.NAMESPACE },
    judge: ([deployment]) => {
      const { replicas = 1 } = deployment?.spec ?? { replicas: 0 };
      return replicas === 0 ? met(true) : pending(`${replicas} replicas`);
    },
  });
}

/**
 * No TPU machine is left. The timeout is that of Autopilot, which removes a node some ten minutes after its last pod;
 * a Standard node pool takes a minute or two.
 */
export function noTpuNodes(): Condition<boolean> {
  return {
    what: 'no TPU node is left',
    placeholder: true,
    timeout: duration('30m'),
    look: async (session) => {
      const left = await tpuMachines(session);
      return left.length === 0 ? met(true) : pending(`${left.length} left: ${left.join(', ')}`);
    },
  };
}
