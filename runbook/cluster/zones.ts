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
 * Creates the node pool in the first zone with free machines and waits until it is running.
 * @throws RunbookError OPERATION_FAILED when no zone has free machines, or on an error that another zone cannot fix
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
    // A pool from an earlier run does not tell which zones have free machines now.
    const left = created ? zones.filter((zone) => zone !== outcome.zone) : zones;
    if (left.length === 0) throw noneLeft(outcome);
    zones = byStock(left, outcome);
    yield* say(`Zone ${outcome.zone} has no free TPU machine: recreating node pool ${pool} in ${zones[0]}`);
    yield run(
      gcloud`container node-pools delete ${pool} --cluster=${CLUSTER_NAME} --location=${CONTROL_PLANE_LOCATION} --quiet --async`,
      { already: { kind: 'notFound' } },
    );
    yield* until(nodePoolGone(CLUSTER_NAME, pool));
  }
}

/** Puts zones that are reported to have machines first, and keeps the order otherwise. */
function byStock(zones: readonly string[], { zonesAvailable }: Stockout): readonly string[] {
  const known = zones.filter((zone) => zonesAvailable.includes(zone));
  return [...known, ...zones.filter((zone) => !known.includes(zone))];
}

function noneLeft({ messages, zonesAvailable }: Stockout): RunbookError {
  const hint =
    zonesAvailable.length > 0 ? [`Compute Engine reports free machines: set ZONES=${zonesAvailable.join(',')}`] : [];
  const none = 'No zone has a free TPU machine';
  return explained(new RunbookError('OPERATION_FAILED', none), seen('operation', [...messages, ...hint]));
}

function* say(text: string): Generator<Action, void, unknown> {
  yield* perform(text, undefined, async ({ log }) => log.write({ kind: 'warning', text }));
}
