import { gcloud } from '../../lib/command/command.ts';
import { explained, seen } from '../../lib/diagnosis/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { nodePoolRunning } from '../../lib/google/cluster.ts';
import { nodePoolIsOurs } from '../../lib/google/existing-cluster.ts';
import { nodePoolGone, nodePoolSettled, type PoolOutcome } from '../../lib/google/node-pool.ts';
import { type Action, type Already, attempt, perform, run, type StepContext, until } from '../../lib/step/step.ts';
import type { Condition } from '../../lib/wait/condition.ts';
import { LABEL, labels, nodePool } from '../tutorial/names.ts';
import { provisioningOf, zonesToTry } from './provisioning.ts';

type Stockout = Extract<PoolOutcome, { state: 'STOCKOUT' }>;

/** The node pool is there, on a cluster that has some. */
export function tpuNodesRunning({ config }: StepContext): readonly Condition[] {
  return config.CLUSTER_MODE === 'standard' ? [nodePoolRunning(config.CLUSTER_NAME, nodePool(config))] : [];
}

/**
 * Create the TPU node pool in the first zone that has machines left; what another zone cannot mend ends it. An
 * Autopilot cluster has no node pools: it makes nodes when pods need them.
 */
export function* tpuNodes({ config }: StepContext): Generator<Action, void, unknown> {
  const { CLUSTER_MODE, CLUSTER_NAME, CONTROL_PLANE_LOCATION } = config;
  if (CLUSTER_MODE === 'autopilot') return;
  const pool = nodePool(config);
  const already: Already = {
    kind: 'alreadyExists',
    ours: nodePoolIsOurs(CLUSTER_NAME, pool, LABEL),
    what: `Node pool ${pool}`,
  };
  let zones = zonesToTry(config);
  for (;;) {
    const created = yield* attempt(createCommand({ config }, zones[0]!), already);
    const outcome = yield* until(nodePoolSettled(CLUSTER_NAME, pool));
    if (outcome.state === 'RUNNING') return;
    // One that an earlier run has left says nothing about the zones today.
    const left = created ? zones.filter((zone) => zone !== outcome.zone) : zones;
    if (left.length === 0) throw noneLeft(outcome);
    zones = byStock(left, outcome);
    yield* say(`${outcome.zone} had no machine left: the node pool is made again in ${zones[0]}`);
    yield run(
      gcloud`container node-pools delete ${pool} --cluster=${CLUSTER_NAME} --location=${CONTROL_PLANE_LOCATION} --quiet --async`,
      { already: { kind: 'notFound' } },
    );
    yield* until(nodePoolGone(CLUSTER_NAME, pool));
  }
}

function createCommand({ config }: StepContext, zone: string) {
  const { flags, nodes } = provisioningOf(config);
  return gcloud`container node-pools create ${nodePool(config)}
    --location=${config.CONTROL_PLANE_LOCATION}
    --node-locations=${zone}
    --num-nodes=${nodes}
    --machine-type=${config.MACHINE_TYPE}
    --cluster=${config.CLUSTER_NAME}
    --enable-autoscaling --total-min-nodes=${nodes} --total-max-nodes=${config.MAX_REPLICAS + config.SPARE_NODES}
    --labels=${labels(config)}
    ${flags}
    --async`;
}

/** Zones that are said to have machines go first, otherwise in the order that was asked for. */
function byStock(zones: readonly string[], { zonesAvailable }: Stockout): readonly string[] {
  const known = zones.filter((zone) => zonesAvailable.includes(zone));
  return [...known, ...zones.filter((zone) => !known.includes(zone))];
}

function noneLeft({ messages, zonesAvailable }: Stockout): RunbookError {
  const hint =
    zonesAvailable.length > 0 ? [`Compute Engine has some in ${zonesAvailable.join(', ')}: set ZONES to them.`] : [];
  const none = 'None of the zones has a TPU machine left';
  return explained(new RunbookError('OPERATION_FAILED', none), seen('operation', [...messages, ...hint]));
}

function* say(text: string): Generator<Action, void, unknown> {
  yield* perform(text, undefined, async ({ log }) => log.write({ kind: 'warning', text }));
}
