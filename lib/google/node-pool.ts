import { shell } from '../command/command.ts';
import type { Session } from '../session/session.ts';
import { type Condition, failed, met, otherwise, pending } from '../wait/condition.ts';
import { duration } from '../wait/duration.ts';
import {
  AT,
  inError,
  isInError,
  isPartlyRunning,
  isRunning,
  isServing,
  messagesOf,
  STATE,
  stateOf,
} from './cluster.ts';
import type { NodePool } from './cluster-client.ts';
import { operationsOn } from './operations.ts';

/** The outcome of creating a node pool: its nodes run, or the zone has no free machine. */
export type PoolOutcome =
  | { readonly state: 'RUNNING' }
  | {
      readonly state: 'STOCKOUT';
      readonly zone: string;
      readonly messages: readonly string[];
      /** Zones of the region with free machines, by Compute Engine. */
      readonly zonesAvailable: readonly string[];
    };

/**
 * The node pool is running or out of stock. Any other error, for example a quota, fails the wait.
 *
 * GKE leaves a pool without machines in state ERROR and keeps trying (magic-modules#5225, tranquilitybase-io/tb-gcp#589).
 * RUNNING_WITH_ERROR is the state of a pool that lacks some machines (terraform-provider-google#3304): it counts as
 * running, so that no pool with nodes is deleted for a stockout. The wait for the pods shows what is impaired.
 */
export const nodePoolSettled = (cluster: string, name: string): Condition<PoolOutcome> =>
  nodePoolThat(isRunning, cluster, name);

function nodePoolThat(runs: (pool: NodePool) => boolean, cluster: string, name: string): Condition<PoolOutcome> {
  return {
    what: `node pool ${name} is running`,
    placeholder: { state: 'RUNNING' },
    timeout: duration('45m'),
    speaker: 'operation',
    shell: {
      words: shell`prints RUNNING|RUNNING_WITH_ERROR gcloud container node-pools describe ${name} --cluster ${cluster} ${AT} --format=${STATE}`,
    },
    look: async (session) => {
      const pool = await session.cluster.nodePool(cluster, name);
      if (!pool) return pending(`node pool ${name} not found`);
      if (runs(pool)) return met<PoolOutcome>({ state: 'RUNNING' }, isRunning(pool) ? undefined : stateOf(pool));
      if (isPartlyRunning(pool)) return otherwise({ state: 'RUNNING' }, `node pool ${name} is ${stateOf(pool)}`);
      if (!isInError(pool)) return pending(stateOf(pool));
      const error = inError(`Node pool ${name}`, pool);
      if (error.diagnosis !== 'STOCKOUT') return failed(error);
      const zonesAvailable = await zonesWithStock(cluster, name, session);
      const [zone = ''] = pool.locations ?? [];
      const outcome: PoolOutcome = { state: 'STOCKOUT', zone, messages: messagesOf(pool), zonesAvailable };
      return otherwise(outcome, `node pool ${name} is in state ERROR: zone ${zone} has no free machine`);
    },
  };
}

/** Has nodes: also while GKE works on the pool, for example adds a node, and where GKE could not add it. */
const hasNodes = (pool: NodePool): boolean => isServing(pool) || isPartlyRunning(pool);

/** The node pool is running, at least in part. */
export function nodePoolRunning(cluster: string, name: string): Condition<string> {
  const { what, timeout, speaker, shell: form, ...settled } = nodePoolThat(hasNodes, cluster, name);
  return {
    what,
    timeout,
    ...(speaker && { speaker }),
    ...(form && { shell: form }),
    placeholder: 'RUNNING',
    look: async (session, signal) => {
      const seen = await settled.look(session, signal);
      if (seen.state !== 'met') return seen;
      return seen.value.state === 'RUNNING' ? met('RUNNING', seen.progress) : pending(seen.progress);
    },
  };
}

/** The node pool is deleted. */
export function nodePoolGone(cluster: string, name: string): Condition<boolean> {
  return {
    what: `node pool ${name} is deleted`,
    placeholder: true,
    timeout: duration('30m'),
    shell: {
      words: shell`prints_nothing gcloud container node-pools list --cluster ${cluster} ${AT} --filter=name=${name} --format=value(status)`,
    },
    look: async (session) => {
      const pool = await session.cluster.nodePool(cluster, name);
      return pool ? pending(String(pool.status)) : met(true);
    },
  };
}

/** Other zones that the newest operation on the pool names in the metadata of its error. */
async function zonesWithStock(cluster: string, name: string, session: Session): Promise<readonly string[]> {
  const target = `/clusters/${cluster}/nodePools/${name}`;
  const newest = (await operationsOn(cluster, session)).find(
    ({ targetLink = '', error }) => error && targetLink.endsWith(target),
  );
  const zones = newest?.error?.details?.map(({ metadata }) => metadata?.zonesAvailable ?? '').join(',') ?? '';
  return zones.split(',').filter((zone) => zone !== '');
}
