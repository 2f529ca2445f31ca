import { type Cluster, hasLabel } from '../lib/cluster.ts';
import { RunbookError } from '../lib/errors.ts';
import { type Item, inventory } from '../lib/inventory.ts';
import { endForwards } from '../lib/kubernetes/port-forward.ts';
import { script } from '../lib/runner/script.ts';
import { type Action, type Actions, perform, type Step, type StepContext, step, together } from '../lib/step.ts';
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
import { stageWeights } from './fast/stage-weights.ts';
import { ADAPTER, LABEL, LEARNER_LABEL, nodePool, principal, SERVICE } from './names.ts';

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
  actions: function* (context) {
    yield* takeInventory(context, 'before');
    yield* leave(context);
    const reach = yield* perform<Reach>('see whose the cluster is, and whether it runs', 'ours', (session) =>
      session.cluster.cluster(context.config.CLUSTER_NAME).then((found) => reachOf(found, context)),
    );
    yield* reach === 'none' ? say(context) : credentials.actions(context);
    const failures: RunbookError[] = [];
    for (const one of INSIDE) yield* goOn(within(reach, one.undo(context)), failures);
    // The bucket takes seconds and the cluster minutes, and neither needs the other any more.
    yield together(bucket.undo(context), cluster.undo(context));
    const left = yield* takeInventory(context, 'after');
    yield* perform('end with an error if anything billable is left', undefined, async () => prove(left));
    yield* perform('end with an error if anything failed', undefined, async () => {
      if (failures[0]) throw failures[0];
    });
  },
  done: (context) => [
    {
      what: 'nothing billable of this runbook is left',
      placeholder: true,
      timeout: 0,
      look: async (session) => {
        const left = billed(await inventory(session, ours(context)));
        return left.length === 0
          ? { state: 'met', value: true, progress: 'nothing' }
          : { state: 'pending', progress: left.join(', ') };
      },
    },
  ],
});

/** What of this computer still reaches into the cluster: the load, and what this run forwards. */
function* leave(context: StepContext): Actions & Generator {
  yield* load.undo(context);
  yield* perform('end what this run forwards', undefined, endForwards);
}

/** What may be done inside the cluster: it goes as a whole, only what is ours in it does, or nothing may or can be. */
type Reach = 'ours' | 'shared' | 'none';

function reachOf(found: Cluster | undefined, { config }: StepContext): Reach {
  if (found?.status !== 'RUNNING' && found?.status !== 'RECONCILING') return 'none';
  if (config.CLUSTER === 'existing') return 'shared';
  return hasLabel(found, LABEL) ? 'ours' : 'none';
}

/** What fails must not keep what is billed from being deleted: it is said, and told again at the end. */
function* goOn(actions: Actions & Generator, failures: RunbookError[]): Actions & Generator {
  try {
    yield* actions;
  } catch (error) {
    if (!(error instanceof RunbookError) || error.code === 'ABORTED') throw error;
    failures.push(error);
    yield* perform('say what failed', undefined, async ({ log }) => {
      log.write({ kind: 'warning', text: `${error.message}. The cleanup goes on.` });
    });
  }
}

/** In a cluster that is deleted as a whole only what stands outside it is taken back, and questions about that are asked. */
function* within(reach: Reach, actions: Actions): Actions & Generator {
  const iterator = actions[Symbol.iterator]() as Iterator<Action, void, unknown>;
  for (let next = iterator.next(); !next.done; ) {
    const action = next.value;
    const isSkipped = reach === 'none' ? isInCluster(action) : reach === 'ours' && changesCluster(action);
    const value = isSkipped ? false : yield action;
    next = iterator.next(value);
  }
}

function changesCluster(action: Action): boolean {
  return action.kind === 'manifest' || (action.kind === 'run' && action.command.tool === 'kubectl');
}

function isInCluster(action: Action): boolean {
  return changesCluster(action) || (action.kind === 'do' && action.inCluster === true);
}

function* say({ config }: StepContext): Actions & Generator {
  yield* perform(`nothing can be done inside the cluster ${config.CLUSTER_NAME}`, undefined, async (session) => {
    const found = await session.cluster.cluster(config.CLUSTER_NAME);
    if (!found) return;
    const why = found.status === 'RUNNING' ? `it has no label ${LABEL.key}=${LABEL.value}` : `it is ${found.status}`;
    session.log.write({
      kind: 'warning',
      text: `The cluster ${config.CLUSTER_NAME}: ${why}. What is in it is left alone.`,
    });
  });
}

function ours({ config }: StepContext) {
  const { CLUSTER, CLUSTER_NAME, KSA_NAME, LEARNER, NAMESPACE } = config;
  return {
    label: LABEL,
    learner: { label: LEARNER_LABEL, name: LEARNER },
    cluster: CLUSTER_NAME,
    pool: CLUSTER === 'existing' ? nodePool(config) : undefined,
    service: `${NAMESPACE}/${SERVICE}`,
    members: [principal(config, ADAPTER.namespace, ADAPTER.name), principal(config, NAMESPACE, KSA_NAME)],
  };
}

function takeInventory(context: StepContext, when: 'before' | 'after') {
  const what = `take the inventory ${when}: clusters, node pools, machines, disks, load balancers, buckets, IAM bindings`;
  return perform<readonly Item[]>(what, [], async (session) => {
    const items = await inventory(session, ours(context));
    session.report.fact(when === 'before' ? 'found' : 'left', items.map(line));
    const lines = items.length > 0 ? items.map(line) : ['nothing'];
    session.log.write({ kind: 'note', text: [`Inventory ${when} the cleanup:`, ...lines].join('\n  ') });
    return items;
  });
}

const line = ({ kind, name }: Item): string => `${kind} ${name}`;
const billed = (items: readonly Item[]): string[] => items.filter((item) => item.billed).map(line);

function prove(items: readonly Item[]): void {
  const left = billed(items);
  if (left.length === 0) return;
  throw new RunbookError('LEFT_OVER', 'Something billable is left', {
    evidence: left,
    remedy: 'Run 99-cleanup again, or delete it by hand.',
  });
}

script(import.meta, cleanup, () => import('./steps.ts'));
