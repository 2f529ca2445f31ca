import { kubectl, shell, type Words } from '../../lib/command/command.ts';
import { AT, mayAnswer } from '../../lib/google/cluster.ts';
import type { Cluster } from '../../lib/google/cluster-client.ts';
import { hasLabel, LABEL } from '../../lib/ownership/label.ts';
import type { Session } from '../../lib/session/session.ts';
import { perform } from '../../lib/step/actions.ts';
import type { Action, StepContext } from '../../lib/step/step.ts';
import { duration, formatDuration } from '../../lib/wait/duration.ts';

/** What the cleanup may delete: the whole cluster, only our objects in a shared cluster, or nothing inside it. */
export type Reach = 'ours' | 'shared' | 'none';

/** The time limit for an answer of the cluster's API, retries included. It is short: TPU nodes are billed meanwhile. */
const PATIENCE = duration('45s');

/** Reads the owner of the cluster from its label. */
export function* seeReach({ config }: StepContext): Generator<Action, Reach, unknown> {
  const { CLUSTER, CLUSTER_NAME } = config;
  const inside = CLUSTER === 'existing' ? 'shared' : 'ours';
  const see = async (session: Session): Promise<Reach> => {
    const found = await session.cluster.cluster(CLUSTER_NAME);
    if (!found) return 'none';
    const isOurs = hasLabel(found.resourceLabels);
    const runs = mayAnswer(found);
    if (runs && CLUSTER === 'existing') return 'shared';
    if (runs && isOurs) return 'ours';
    session.log.write({
      kind: 'warning',
      text: `${whyNot(found, isOurs)}. The cleanup skips the objects in the cluster.`,
    });
    return 'none';
  };
  const form = { kind: 'decide', words: serves({ config }), yes: inside, no: 'none' } as const;
  return yield* perform<Reach>('check the owner and the state of the cluster', inside, see, form);
}

/** The cluster runs, and this runbook created it or shares it. */
function serves({ config: { CLUSTER, CLUSTER_NAME } }: StepContext): Words {
  const own = CLUSTER === 'existing' ? '' : ` AND resourceLabels.${LABEL.key}=${LABEL.value}`;
  const filter = `name=${CLUSTER_NAME} AND (status=RUNNING OR status=RECONCILING OR status=DEGRADED)${own}`;
  return shell`prints_something gcloud container clusters list ${AT} --filter=${filter} --format=value(name)`;
}

function whyNot({ name, status }: Cluster, isOurs: boolean): string {
  return isOurs
    ? `Cluster ${name} is ${status}`
    : `Cluster ${name} was not created by this runbook (no label ${LABEL.key}=${LABEL.value})`;
}

/** Whether the cluster's API answers within a short time. */
export function* seeAnswer(): Generator<Action, boolean, unknown> {
  const see = async (session: Session): Promise<boolean> => {
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
    const why = asked?.stderr.trim().split('\n').at(-1) ?? `no answer within ${formatDuration(PATIENCE)}`;
    session.log.write({
      kind: 'warning',
      text: `The cluster's API does not answer (${why}). The cleanup skips the objects in the cluster.`,
    });
    return false;
  };
  const words = shell`kubectl get --raw=/readyz --request-timeout=${PATIENCE / 1000}s`;
  return yield* perform("check whether the cluster's API answers", true, see, {
    kind: 'decide',
    words,
    yes: true,
    no: false,
  });
}
