import { type Command, gcloud } from '../../lib/command/command.ts';
import type { Config } from '../../lib/config/index.ts';
import { explained, seen } from '../../lib/diagnosis/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { nodePoolGone, nodePoolSettled, type PoolOutcome } from '../../lib/google/node-pool.ts';
import { ownNodePool } from '../../lib/ownership/cloud.ts';
import { existsAsOurs } from '../../lib/ownership/thing.ts';
import { attempt, perform, run, until } from '../../lib/step/actions.ts';
import type { Action } from '../../lib/step/step.ts';
import { nodePool } from '../tutorial/names.ts';
import { zonesToTry } from './provisioning.ts';

type Stockout = Extract<PoolOutcome, { state: 'STOCKOUT' }>;

/**
 * Create the node pool in the first zone that has machines left, and wait until it runs. An error that another zone
 * cannot fix ends it. @throws RunbookError OPERATION_FAILED when no zone has machines
 */
export function* inFirstZoneWithMachines(
  config: Config,
  create: (zone: string) => Command,
): Generator<Action, void, unknown> {
  const { CLUSTER_NAME, CONTROL_PLANE_LOCATION } = config;
  const pool = nodePool(config);
  let zones = zonesToTry(config);
  for (;;) {
    const created = yield* attempt(create(zones[0]!), existsAsOurs(ownNodePool(CLUSTER_NAME, pool)));
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
