import { kubectl } from '../../lib/command/command.ts';
import { exists } from '../../lib/kubernetes/conditions.ts';
import { isSo, perform, run } from '../../lib/step/actions.ts';
import { step } from '../../lib/step/step.ts';
import { formatDuration } from '../../lib/wait/duration.ts';
import { credentials } from '../02-credentials.ts';
import { modelServer, untilItServes } from '../06-model-server.ts';
import { completion } from '../07-completion.ts';
import { deployment, serverReady } from '../model-server/ready.ts';
import { DEPLOYMENT } from '../tutorial/names.ts';
import { hasNoMetricYet, noteAutoscaler } from './autoscaler.ts';
import { endLimit } from './ending.ts';
import { fillPool } from './node-pool.ts';
import { requireCluster } from './park.ts';

/** Gets the TPU nodes back, and waits until the model serves from the kept weights and compilation cache. */
export const resume = step({
  id: 'resume',
  title: 'Get a TPU node back and serve again from the kept weights and compilation cache',
  section: modelServer.section,
  weight: 'creates',
  actions: function* (context) {
    const { config } = context;
    const began = yield* now();
    yield* requireCluster(context);
    if (yield* endLimit()) yield* offerLimit();
    yield* credentials.actions(context);
    if (config.CLUSTER_MODE === 'standard') yield* fillPool(context);
    // Without it, resume only has the nodes back; 06-model-server follows.
    if (!(yield* isSo(exists(deployment(context)), true))) return;
    yield run(kubectl`scale deployment/${DEPLOYMENT} --replicas=1 -n ${config.NAMESPACE}`);
    yield* noteAutoscaler(hasNoMetricYet, context);
    yield* untilItServes(context);
    yield* completion.actions(context);
    yield* reportFirstToken(began);
  },
  done: (context) => [serverReady(context)],
});

function* now() {
  return yield* perform('note the time', 0, async ({ target }) => target.clock.now());
}

/** The nodes that come back were not what that limit guarded. */
function* offerLimit() {
  yield* perform('say how to set another limit', undefined, async ({ log }) => {
    log.write({ kind: 'note', text: 'To set another limit: npm run guard -- --hours 4' });
  });
}

function* reportFirstToken(began: number) {
  yield* perform('report the time to the first completion', undefined, async ({ log, report, target }) => {
    const took = target.clock.now() - began;
    report.fact('firstToken', took);
    log.write({ kind: 'note', text: `The model serves again. Time to the first completion: ${formatDuration(took)}.` });
  });
}
