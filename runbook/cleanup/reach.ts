import { kubectl } from '../../lib/command/command.ts';
import type { Cluster } from '../../lib/google/cluster-client.ts';
import { hasLabel, LABEL } from '../../lib/ownership/label.ts';
import { perform } from '../../lib/step/actions.ts';
import type { Action, StepContext } from '../../lib/step/step.ts';
import { duration } from '../../lib/wait/duration.ts';

/** What may be done inside the cluster: it goes as a whole, only what is ours in it does, or nothing may or can be. */
export type Reach = 'ours' | 'shared' | 'none';

/** How long the cluster's own API has for an answer, failures that pass included: TPU nodes are billed meanwhile. */
const PATIENCE = duration('45s');

/** Whose the cluster is, by its label. */
export function* seeReach({ config }: StepContext): Generator<Action, Reach, unknown> {
  const { CLUSTER, CLUSTER_NAME } = config;
  return yield* perform<Reach>('see whose the cluster is, and whether it runs', 'ours', async (session) => {
    const found = await session.cluster.cluster(CLUSTER_NAME);
    if (!found) return 'none';
    const isOurs = hasLabel(found.resourceLabels);
    const runs = found.status === 'RUNNING' || found.status === 'RECONCILING';
    if (runs && CLUSTER === 'existing') return 'shared';
    if (runs && isOurs) return 'ours';
    session.log.write({ kind: 'warning', text: `${whyNot(found, isOurs)}. What is in it is left unchanged.` });
    return 'none';
  });
}

function whyNot({ name, status }: Cluster, isOurs: boolean): string {
  return isOurs ? `Cluster ${name} is ${status}` : `Cluster ${name} has no label ${LABEL.key}=${LABEL.value}`;
}

/** Whether the cluster's own API answers within a short time. */
export function* seeAnswer(): Generator<Action, boolean, unknown> {
  return yield* perform('see whether the cluster answers', true, async (session) => {
    const { clock } = session.target;
    const late = new AbortController();
    const limit = clock.sleep(PATIENCE, AbortSignal.any([session.signal, late.signal])).then(
      () => late.abort(),
      () => undefined,
    );
    const own = AbortSignal.any([session.signal, late.signal]);
    const asked = await session.ask(kubectl`get --raw=/readyz`, own).catch(() => undefined);
    late.abort();
    await limit;
    session.signal.throwIfAborted();
    if (asked?.exitCode === 0) return true;
    const why = asked?.stderr.trim().split('\n').at(-1) ?? 'no answer in time';
    session.log.write({
      kind: 'warning',
      text: `The cluster's API does not answer (${why}). What is in it is not looked at; the cluster itself is deleted.`,
    });
    return false;
  });
}
