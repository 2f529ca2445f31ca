import { kubectl } from '../../lib/command/command.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { endForwards } from '../../lib/kubernetes/port-forward.ts';
import { ownObject } from '../../lib/ownership/object.ts';
import { isOurs } from '../../lib/ownership/thing.ts';
import { isSo, perform, run, until } from '../../lib/step/actions.ts';
import { type Actions, type StepContext, step, undoOf } from '../../lib/step/step.ts';
import { credentials } from '../02-credentials.ts';
import { load } from '../10-load.ts';
import { deployment } from '../model-server/ready.ts';
import { DEPLOYMENT } from '../tutorial/names.ts';
import { isOff, noteAutoscaler } from './autoscaler.ts';
import { endLimit } from './ending.ts';
import { emptyPool } from './node-pool.ts';
import { noTpuNodes, scaledToZero } from './state.ts';

/** Removes the TPU nodes, and keeps the cluster, its objects, the weights and the compilation cache. */
export const park = step({
  id: 'park',
  title: 'Remove the TPU nodes; keep the cluster, the weights and the compilation cache',
  section: { en: 'Clean up', zh: '清理' },
  weight: 'deletes',
  actions: function* (context) {
    yield* undoOf(load, context);
    yield* perform('stop the port-forwards of this run', undefined, endForwards);
    yield* requireCluster(context);
    yield* credentials.actions(context);
    if (yield* isSo(isOurs(ownObject(deployment(context))), true)) {
      yield run(kubectl`scale deployment/${DEPLOYMENT} --replicas=0 -n ${context.config.NAMESPACE}`);
      yield* noteAutoscaler(isOff, context);
    }
    if (context.config.CLUSTER_MODE === 'standard') yield* emptyPool(context);
    yield* until(noTpuNodes());
    // An autoscaler that was about to scale when the Deployment went to 0 has seen it by now.
    yield* until(scaledToZero(context));
    yield* endLimit();
  },
  done: (context) => [scaledToZero(context), noTpuNodes()],
});

/** @throws RunbookError NOT_DONE */
export function* requireCluster({ config }: StepContext): Actions & Generator {
  const { CLUSTER_NAME, CONTROL_PLANE_LOCATION } = config;
  yield* perform(`check that cluster ${CLUSTER_NAME} exists`, undefined, async ({ cluster }) => {
    if (await cluster.cluster(CLUSTER_NAME)) return;
    throw new RunbookError('NOT_DONE', `Cluster ${CLUSTER_NAME} does not exist in ${CONTROL_PLANE_LOCATION}`, {
      remedy: 'To see what is billed: npm run status',
    });
  });
}
