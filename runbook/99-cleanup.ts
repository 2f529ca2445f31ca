import { RunbookError } from '../lib/errors/runbook-error.ts';
import { type Item, inventory } from '../lib/google/inventory.ts';
import { endForwards } from '../lib/kubernetes/port-forward.ts';
import { script } from '../lib/runner/script.ts';
import { type Action, type Actions, perform, type Step, type StepContext, step, together } from '../lib/step/step.ts';
import { cluster } from './01-cluster.ts';
import { credentials } from './02-credentials.ts';
import { secret } from './03-secret.ts';
import { bucket } from './04-bucket.ts';
import { serviceAccount } from './05-service-account.ts';
import { modelServer } from './06-model-server.ts';
import { metricsAdapter } from './08-metrics-adapter.ts';
import { podMonitoring } from './09-pod-monitoring.ts';
import { load } from './10-load.ts';
import { autoscaler } from './12-autoscaler.ts';
import { asOne, type Failure } from './cleanup/failures.ts';
import { leftOver, line, prove, shown } from './cleanup/left-over.ts';
import { ours } from './cleanup/ours.ts';
import { seeAnswer, seeReach, within } from './cleanup/reach.ts';
import { deleteCluster, deleteNodePool } from './cluster/delete.ts';
import { tolerating } from './cluster/tolerating.ts';
import { stageWeights } from './fast/stage-weights.ts';

/** What was made inside the cluster, the last first. */
const INSIDE: readonly Step[] = [
  autoscaler,
  podMonitoring,
  metricsAdapter,
  modelServer,
  stageWeights,
  serviceAccount,
  secret,
];

export const cleanup = step({
  id: '99-cleanup',
  title: 'Delete everything that this runbook made, and prove that nothing billable is left',
  section: '清理',
  readOnly: true,
  alone: true,
  weight: 'deletes',
  actions: function* (context) {
    const failures: Failure[] = [];
    const trying = (id: string, actions: Actions): Actions & Generator =>
      tolerating(actions, (error) => failures.push({ step: id, error }));
    const found = yield* takeInventory(context, 'before', failures);
    yield* trying(load.id, leave(context));
    const reach = yield* seeReach(context);
    if (reach !== 'none') yield* trying(credentials.id, credentials.actions(context));
    const answers = reach !== 'none' && (yield* seeAnswer());
    const inside = inOrder(INSIDE.map((one) => trying(one.id, within(answers ? reach : 'none', one.undo(context)))));
    // TPU nodes first. In a cluster that goes as a whole what is inside is asked about before, and takes seconds.
    if (reach === 'shared')
      yield together({ [cluster.id]: trying(cluster.id, cluster.undo(context)), 'in-cluster': inside });
    else yield* inside;
    // The bucket takes seconds and the cluster minutes, and neither needs the other any more.
    yield together({
      [bucket.id]: trying(bucket.id, bucket.undo(context)),
      [cluster.id]: reach === 'shared' ? [] : trying(cluster.id, takeBack(context, answers)),
    });
    const left = yield* takeInventory(context, 'after', failures, found);
    yield* perform('end with an error if anything failed, or anything billable is left', undefined, async () => {
      if (failures.length > 0) throw asOne(failures, leftOver(left), context.config);
      prove(left, context.config);
    });
  },
  done: (context) => [
    {
      what: 'nothing billable of this runbook is left',
      placeholder: true,
      timeout: 0,
      look: async (session) => {
        const left = leftOver(await inventory(session, ours(context)));
        return left.length === 0
          ? { state: 'met', value: true, progress: 'nothing' }
          : { state: 'pending', progress: left.map(line).join(', ') };
      },
    },
  ],
});

/** What of this computer still reaches into the cluster: the load, and what this run forwards. */
function* leave(context: StepContext): Actions & Generator {
  yield* load.undo(context);
  yield* perform('end what this run forwards', undefined, endForwards);
}

function* inOrder(lists: readonly Actions[]): Actions & Generator {
  for (const actions of lists) yield* actions as Actions & Generator;
}

/** Without the cluster's own API only the cluster goes: what it made outside, its load balancers, then shows in the inventory. */
function takeBack(context: StepContext, answers: boolean): Actions {
  const { CLUSTER } = context.config;
  return CLUSTER === 'existing' ? deleteNodePool(context) : deleteCluster(context, { answers });
}

/** @param before what was ours then is ours still: machines that tell whose a load balancer is are gone with their cluster */
function* takeInventory(
  context: StepContext,
  when: 'before' | 'after',
  failures: Failure[],
  before: readonly Item[] = [],
): Generator<Action, readonly Item[], unknown> {
  const what = `take the inventory ${when}: clusters, node pools, machines, disks, load balancers, buckets, IAM bindings`;
  return yield* perform<readonly Item[]>(what, [], async (session) => {
    try {
      const items = known(await inventory(session, ours(context)), before);
      session.report.fact(
        when === 'before' ? 'found' : 'left',
        items.filter(({ owner }) => owner === 'ours').map(line),
      );
      session.log.write({
        kind: 'note',
        text: [`Inventory ${when} the cleanup:`, ...shown(items, context.config)].join('\n  '),
      });
      return items;
    } catch (error) {
      session.signal.throwIfAborted();
      if (!(error instanceof RunbookError)) throw error;
      failures.push({ step: `Inventory ${when} the cleanup`, error });
      session.log.write({ kind: 'warning', text: `The inventory cannot be taken: ${error.message}.` });
      return before;
    }
  });
}

function known(items: readonly Item[], before: readonly Item[]): readonly Item[] {
  const wasOurs = new Set(before.filter(({ owner }) => owner === 'ours').map(({ kind, name }) => `${kind} ${name}`));
  return items.map((item) => (wasOurs.has(`${item.kind} ${item.name}`) ? { ...item, owner: 'ours' as const } : item));
}

script(import.meta, cleanup, () => import('./steps.ts'));
