import { gcloud } from '../../lib/command/command.ts';
import type { Config } from '../../lib/config/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { operationsOn, underWay } from '../../lib/google/operations.ts';
import { perform, run, together, until } from '../../lib/step/actions.ts';
import { type Actions, type Step, type StepContext, step, undoOf } from '../../lib/step/step.ts';
import { type Condition, met, pending } from '../../lib/wait/condition.ts';
import { duration } from '../../lib/wait/duration.ts';
import { load } from '../10-load.ts';
import { tolerating } from '../cleanup/tolerating.ts';
import { nodePool } from '../tutorial/names.ts';
import { commandsForOthers, type Target, targetName, targetsOf } from './targets.ts';

/**
 * Deletes the TPU node pools through the Container API only: without its pool, the autoscaler can create no node,
 * whatever a Deployment or an autoscaler asks for, and no answer of the cluster is needed.
 * @param all see `targetsOf`
 */
export function stopBilling(all: boolean): Step {
  return step({
    id: 'stop-billing',
    title: 'Delete the TPU node pools, without kubectl',
    section: { en: 'Clean up', zh: '清理' },
    weight: 'deletes',
    actions: function* (context) {
      yield* tolerating(load.id, undoOf(load, context));
      const targets = yield* list(context, all);
      if (targets.length === 1) yield* deleteTarget(targets[0]!);
      else yield together(Object.fromEntries(targets.map((target) => [key(target), deleteTarget(target)])));
    },
    done: ({ config }) => [
      {
        what: 'no TPU node pool of this runbook is left',
        placeholder: true,
        timeout: 0,
        look: async ({ cluster }) => {
          if (isSharedAutopilot(config)) return pending('GKE owns the node pools');
          const left = targetsOf(await cluster.clusters(), config, all);
          return left.length === 0 ? met(true) : pending(left.map(targetName).join(', '));
        },
      },
    ],
  });
}

const key = ({ cluster, pool = '' }: Target): string => `${cluster}/${pool}`;

function* list({ config }: StepContext, all: boolean) {
  const { CLUSTER_MODE, CLUSTER_NAME: cluster, CONTROL_PLANE_LOCATION: location } = config;
  const pool = CLUSTER_MODE === 'autopilot' ? undefined : nodePool(config);
  const placeholder: readonly Target[] = [{ cluster, location, pool }];
  return yield* perform('list the TPU node pools of this runbook', placeholder, async (session) => {
    if (isSharedAutopilot(config)) throw ofGke(config);
    const clusters = await session.cluster.clusters();
    for (const command of all ? [] : commandsForOthers(clusters, config))
      session.log.write({ kind: 'warning', text: `Not touched, may be another person's: ${command}` });
    return targetsOf(clusters, config, all);
  });
}

/** Neither the pools nor the cluster are ours. */
const isSharedAutopilot = ({ CLUSTER, CLUSTER_MODE }: Config): boolean =>
  CLUSTER === 'existing' && CLUSTER_MODE === 'autopilot';

function ofGke({ CLUSTER_NAME }: Config): RunbookError {
  const message = `Cluster ${CLUSTER_NAME} is a shared Autopilot cluster: GKE owns its node pools, and its nodes go with their pods`;
  return new RunbookError('NOT_OURS', message, { remedy: 'npm run park' });
}

/** The longest wait for running operations, all of them together (ms). */
const LONGEST = duration('2h');

/** Asks at once, and again after each operation that holds the cluster: GKE may refuse a deletion meanwhile. */
function* deleteTarget(target: Target): Actions & Generator {
  const { cluster, location, pool } = target;
  const command =
    pool === undefined
      ? gcloud`container clusters delete ${cluster} --location=${location} --quiet --async`
      : gcloud`container node-pools delete ${pool} --cluster=${cluster} --location=${location} --quiet --async`;
  for (;;) {
    try {
      yield run(command, { already: { kind: 'notFound' } });
      break;
    } catch (error) {
      if (!(error instanceof RunbookError) || error.diagnosis !== 'CLUSTER_BUSY') throw error;
      yield* until(noOperation(target));
    }
  }
  yield* until(gone(target));
}

function noOperation({ cluster, location }: Target): Condition<boolean> {
  return {
    what: `no operation on cluster ${cluster} is running`,
    placeholder: true,
    timeout: LONGEST,
    look: async (session) => {
      const [first] = underWay(await operationsOn(cluster, session, location));
      return first ? pending(`${first.operationType} (${first.name})`) : met(true);
    },
  };
}

function gone(target: Target): Condition<boolean> {
  return {
    what: `${targetName(target)} is deleted`,
    placeholder: true,
    timeout: LONGEST,
    look: async (session) => {
      const all = await session.cluster.clusters();
      const found = all.find(({ name, location }) => name === target.cluster && location === target.location);
      const left = target.pool === undefined ? found : found?.nodePools?.find(({ name }) => name === target.pool);
      return left ? pending(String(left.status)) : met(true);
    },
  };
}
