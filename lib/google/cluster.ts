import { shell } from '../command/command.ts';
import { shellVariable } from '../command/variable.ts';
import { explained, seen } from '../diagnosis/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import { type Condition, failed, met, pending } from '../wait/condition.ts';
import { duration } from '../wait/duration.ts';
import type { Cluster, NodePool } from './cluster-client.ts';
import { operationsOn, underWay } from './operations.ts';

/** States of a cluster or a node pool, as the API names them. */
type State =
  | 'PROVISIONING'
  | 'RUNNING'
  | 'RUNNING_WITH_ERROR'
  | 'RECONCILING'
  | 'STOPPING'
  | 'ERROR'
  | 'DEGRADED'
  | 'STATUS_UNSPECIFIED';

type Stated = { readonly status?: unknown };

/** Runs, and no operation works on it. */
export const isRunning = ({ status }: Stated): boolean => status === 'RUNNING';

/** Runs, perhaps while GKE works on it: adds a node, upgrades the control plane. Its API and its nodes answer. */
export const isServing = (found: Stated): boolean => isRunning(found) || found.status === 'RECONCILING';

/**
 * Has an API server that may answer. A DEGRADED cluster runs, and its owner has to act until it works in full
 * (GKE REST reference, projects.locations.clusters, Status).
 */
export const mayAnswer = (found: Stated): boolean => isServing(found) || found.status === 'DEGRADED';

/**
 * A node pool that exists and is partially usable: nodes run, and for instance another one could not be added. A new
 * request may help, time does not (GKE REST reference, projects.locations.clusters.nodePools, Status).
 */
export const isPartlyRunning = ({ status }: Stated): boolean => status === 'RUNNING_WITH_ERROR';

/** An operation on it ended with an error. */
export const isInError = ({ status }: Stated): boolean => status === 'ERROR';

/** Is being deleted. */
export const isStopping = ({ status }: Stated): boolean => status === 'STOPPING';

/** Where a script looks for the cluster. */
export const AT = ['--location', shellVariable('CONTROL_PLANE_LOCATION')] as const;

/** The format of gcloud for a state and its messages. */
export const STATE = 'value(status,statusMessage,conditions[].message)';

/** The cluster is running. Polled: the client's REST form has no watch. */
export const clusterRunning = (name: string): Condition<string> => clusterThat(isRunning, name);

/** The cluster is running. It also runs while GKE works on it, for example on a node pool. */
export const clusterServing = (name: string): Condition<string> => clusterThat(isServing, name);

function clusterThat(runs: (found: Cluster) => boolean, name: string): Condition<string> {
  return {
    what: `cluster ${name} is running`,
    placeholder: 'RUNNING',
    timeout: duration('30m'),
    speaker: 'operation',
    shell: { words: shell`prints RUNNING gcloud container clusters describe ${name} ${AT} --format=${STATE}` },
    look: async ({ cluster }) => {
      const found = await cluster.cluster(name);
      if (!found) return pending(`cluster ${name} not found`);
      if (runs(found)) return met('RUNNING', isRunning(found) ? undefined : stateOf(found));
      return isInError(found) ? failed(inError(`Cluster ${name}`, found)) : pending(stateOf(found));
    },
  };
}

/** The cluster is deleted. */
export function clusterGone(name: string): Condition<string> {
  return {
    what: `cluster ${name} is deleted`,
    placeholder: '',
    timeout: duration('30m'),
    shell: {
      words: shell`prints_nothing gcloud container clusters list ${AT} --filter=name=${name} --format=value(status)`,
    },
    look: async ({ cluster }) => {
      const found = await cluster.cluster(name);
      return found ? pending(String(found.status)) : met('');
    },
  };
}

/** The state in the API, with its messages: `PROVISIONING: …`. */
export function stateOf(found: Cluster | NodePool): string {
  return [found.status, ...messagesOf(found)].join(': ');
}

/** The API's messages about the state. */
export function messagesOf({ statusMessage, conditions }: Cluster | NodePool): readonly string[] {
  return [statusMessage, ...(conditions ?? []).map(({ message }) => message)].filter((text): text is string => !!text);
}

/** @param subject the beginning of the message: `Cluster vllm-tpu` */
export function inError(subject: string, found: Cluster | NodePool): RunbookError {
  const remedy = 'Delete it and create it again; choose another zone if the zone is the cause.';
  const error = new RunbookError('OPERATION_FAILED', `${subject} is in state ERROR`, { remedy });
  return explained(error, seen('operation', messagesOf(found)));
}

const BUSY: ReadonlySet<unknown> = new Set<State>(['PROVISIONING', 'RECONCILING']);

/** No operation blocks the deletion of the cluster. */
export function clusterSettled(name: string): Condition<string> {
  return {
    what: `no operation on cluster ${name} is running`,
    placeholder: 'RUNNING',
    timeout: duration('45m'),
    shell: {
      words: shell`prints_nothing gcloud container operations list ${AT} ${`--filter=targetLink~"/clusters/${name}(/|$)" AND NOT status=DONE`} --format=value(name)`,
    },
    look: async (session) => {
      const status = (await session.cluster.cluster(name))?.status as string | undefined;
      if (status === undefined) return met('', 'deleted');
      if (BUSY.has(status)) return pending(status);
      // The creation of a node pool blocks a deletion, but does not show in the cluster's state.
      const [first] = status === 'STOPPING' ? [] : underWay(await operationsOn(name, session));
      return first ? pending(`${first.operationType} (${first.name})`) : met(status, status);
    },
  };
}
