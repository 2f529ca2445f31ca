import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { deploymentReady, deploymentWanted } from '../../lib/kubernetes/conditions.ts';
import type { StepContext } from '../../lib/step/step.ts';
import { type Condition, failed, type Look } from '../../lib/wait/condition.ts';
import { DEPLOYMENT } from '../tutorial/names.ts';

/** The Deployment of the model server. */
export function deployment({ config }: StepContext) {
  return { resource: 'deployment', name: DEPLOYMENT, namespace: config.NAMESPACE };
}

/** The model server has this many ready replicas of its newest template. @param timeout a duration */
export function serverReady(context: StepContext, ready = 1, timeout?: string): Condition<number> {
  return orParked(deploymentReady(deployment(context), ready, timeout));
}

/** The Deployment of the model server wants pods. */
export function serverWanted(context: StepContext): Condition<number> {
  return orParked(deploymentWanted(deployment(context)));
}

/** The same condition; a Deployment that `npm run park` has scaled to 0 fails it with the way back. */
function orParked<T>({ look, watch, ...rest }: Condition<T>): Condition<T> {
  return {
    ...rest,
    look: async (...asked) => parked(await look(...asked)),
    ...(watch && {
      watch: async function* (...asked) {
        for await (const one of watch(...asked)) yield parked(one);
      },
    }),
  };
}

function parked<T>(look: Look<T>): Look<T> {
  if (look.state !== 'failed' || look.error.code !== 'SCALED_TO_ZERO') return look;
  const message = `The model server is parked: ${look.error.message}`;
  return failed(new RunbookError('SCALED_TO_ZERO', message, { remedy: 'npm run resume' }));
}
