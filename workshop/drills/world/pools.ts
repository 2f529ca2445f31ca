import { type Command, gcloud } from '../../../lib/command/command.ts';
import { type Config, regionOf } from '../../../lib/config/index.ts';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { isInError } from '../../../lib/google/cluster.ts';
import type { NodePool } from '../../../lib/google/cluster-client.ts';
import { aggregated } from '../../../lib/google/compute.ts';
import { nodePoolGone } from '../../../lib/google/node-pool.ts';
import type { Session } from '../../../lib/session/session.ts';
import { perform, run, until } from '../../../lib/step/actions.ts';
import type { Action, Actions } from '../../../lib/step/step.ts';
import { type Condition, met, pending } from '../../../lib/wait/condition.ts';
import { duration } from '../../../lib/wait/duration.ts';
import { TPU_MACHINE } from '../../../runbook/cluster/machines.ts';

/** The TPU node pools of all clusters of the project. */
export async function tpuPools({ cluster }: Session): Promise<readonly NodePool[]> {
  const clusters = await cluster.clusters();
  const pools = clusters.flatMap(({ nodePools }) => nodePools ?? []);
  return pools.filter(({ config }) => TPU_MACHINE.test(config?.machineType ?? ''));
}

/** The number of TPU machines of the project. */
export async function tpuMachineCount(session: Session): Promise<number> {
  const machines = await aggregated(session, 'instances');
  return machines.filter(({ machineType = '' }) => TPU_MACHINE.test(machineType.split('/').at(-1)!)).length;
}

type Places = Pick<Config, 'CLUSTER_NAME' | 'CONTROL_PLANE_LOCATION' | 'MACHINE_TYPE' | 'ZONE'>;

/** The command that creates a TPU node pool of one machine. @param flags replace those before */
export function createPool(config: Places, pool: string, flags: readonly string[] = []): Command {
  const { CLUSTER_NAME, CONTROL_PLANE_LOCATION, MACHINE_TYPE, ZONE } = config;
  return gcloud`container node-pools create ${pool} --cluster=${CLUSTER_NAME} --location=${CONTROL_PLANE_LOCATION}
    --node-locations=${ZONE} --machine-type=${MACHINE_TYPE} --num-nodes=1 ${flags} --async`;
}

/**
 * Another zone of the region that offers the machine, by Compute Engine.
 * @throws RunbookError CONFIG_INVALID where the region has no other one
 */
export function* otherZone({ MACHINE_TYPE, ZONE }: Places): Generator<Action, string, unknown> {
  const region = regionOf(ZONE);
  const command = gcloud`compute machine-types list --filter=${`name=${MACHINE_TYPE} AND zone~^${region}-`} --format=json`;
  return yield* perform(`find another zone of ${region} with ${MACHINE_TYPE}`, 'OTHER_ZONE', async (session) => {
    const offers = await session.askJson<readonly { readonly zone: string }[]>(command);
    const other = offers.map(({ zone }) => zone.split('/').at(-1)!).find((zone) => zone !== ZONE);
    if (other !== undefined) return other;
    throw new RunbookError('CONFIG_INVALID', `${MACHINE_TYPE} is offered in only one zone of ${region}: ${ZONE}`, {
      remedy: 'Set ZONE and CONTROL_PLANE_LOCATION to a region with two: gcloud compute machine-types list',
    });
  });
}

/** Delete a node pool, and wait until it is gone. */
export function* deletePool({ CLUSTER_NAME, CONTROL_PLANE_LOCATION }: Places, pool: string): Actions & Generator {
  yield run(
    gcloud`container node-pools delete ${pool} --cluster=${CLUSTER_NAME} --location=${CONTROL_PLANE_LOCATION} --quiet --async`,
  );
  yield* until(nodePoolGone(CLUSTER_NAME, pool));
}

/** The node pool is in ERROR, and its message says this. */
export function poolInError(cluster: string, pool: string, message: RegExp): Condition {
  return {
    what: `node pool ${pool} is in ERROR`,
    placeholder: true,
    timeout: duration('45m'),
    look: async (session) => {
      const found = await session.cluster.nodePool(cluster, pool);
      const told = [found?.statusMessage, ...(found?.conditions ?? []).map((one) => one.message)].join(' ');
      return found && isInError(found) && message.test(told) ? met(true) : pending(String(found?.status));
    },
  };
}
