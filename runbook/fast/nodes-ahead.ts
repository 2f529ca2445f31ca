import { kubectl } from '../../lib/command/command.ts';
import type { Config } from '../../lib/config/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { podsReached } from '../../lib/kubernetes/conditions.ts';
import { until } from '../../lib/step/actions.ts';
import { type StepContext, step } from '../../lib/step/step.ts';
import { type Condition, met, pending } from '../../lib/wait/condition.ts';
import { duration } from '../../lib/wait/duration.ts';
import { autoscaler } from '../12-autoscaler.ts';
import { tolerating } from '../cleanup/tolerating.ts';
import { tpuMachines } from '../cluster/machines.ts';
import { provisioningOf } from '../cluster/provisioning.ts';
import { resize } from '../cluster/resize.ts';
import { APP_SELECTOR, DEPLOYMENT } from '../tutorial/names.ts';
import { tpuPool } from './cluster.ts';
import { stageWeights } from './stage-weights.ts';

const ID = '06-nodes-ahead';

/**
 * Requests the nodes of the other replicas while the first one compiles: they boot until the load needs them. The
 * replicas themselves stay the autoscaler's decision.
 */
export const nodesAhead = step({
  id: ID,
  title: 'Request the TPU nodes of the other replicas while the first one compiles (NODES_AHEAD=on)',
  section: autoscaler.section,
  needs: [stageWeights.id, tpuPool.id],
  actions: function* (context) {
    const { config } = context;
    if (!asksAhead(config)) return;
    yield* until(podsReached('started', pods(config), { timeout: '60m' }));
    yield* until(compiles(context));
    // Without them the autoscaler requests the nodes later.
    yield* tolerating(ID, [resize(config, config.MAX_REPLICAS)]);
  },
  done: ({ config }) => (asksAhead(config) ? [nodesExist(config)] : []),
  // The autoscaler takes idle nodes away.
  temporary: true,
});

/** Autopilot and flex-start create nodes only for pods. */
function asksAhead(config: Config): boolean {
  const { CLUSTER_MODE, MAX_REPLICAS, NODES_AHEAD } = config;
  return NODES_AHEAD === 'on' && CLUSTER_MODE === 'standard' && MAX_REPLICAS > 1 && provisioningOf(config).nodes > 0;
}

const pods = ({ NAMESPACE: namespace }: Config) => ({ resource: 'pods', selector: APP_SELECTOR, namespace });

/** tpu-inference's compilation_manager.py, torch_xla's tpu_model_runner.py, and a server that has compiled. */
const COMPILES =
  /Precompile all the subgraphs|Compiling the model with different input shapes|Application startup complete/;

function compiles({ config }: StepContext): Condition<boolean> {
  const { shell } = podsReached('ready', pods(config));
  const log = kubectl`logs -f -l ${APP_SELECTOR} -c ${DEPLOYMENT} --tail=-1 -n ${config.NAMESPACE}`;
  const waiting = pending('loading the weights');
  return {
    what: 'the first replica compiles',
    placeholder: true,
    timeout: duration('90m'),
    ...(shell && { shell }),
    look: async () => waiting,
    watch: async function* (session, signal) {
      yield waiting;
      try {
        for await (const line of session.follow(log, signal)) if (COMPILES.test(line)) yield met(true);
      } catch (error) {
        // The container restarts: the next watch reads its new log.
        if (!(error instanceof RunbookError) || error.code !== 'COMMAND_FAILED') throw error;
      }
    },
  };
}

function nodesExist(config: Config): Condition<number> {
  const { MAX_REPLICAS } = config;
  return {
    what: `the TPU node pool has ${MAX_REPLICAS} machines`,
    placeholder: MAX_REPLICAS,
    timeout: 0,
    look: async (session) => {
      const { length } = await tpuMachines(session);
      return length >= MAX_REPLICAS ? met(length) : pending(`${length} of ${MAX_REPLICAS}`);
    },
  };
}
