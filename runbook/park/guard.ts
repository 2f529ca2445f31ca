import { kubectl } from '../../lib/command/command.ts';
import { ownNodePool } from '../../lib/ownership/cloud.ts';
import { OURS } from '../../lib/ownership/label.ts';
import { isOurs } from '../../lib/ownership/thing.ts';
import { positive } from '../../lib/runner/flag-values.ts';
import { usage } from '../../lib/runner/flags.ts';
import { apply, isSo, perform, run } from '../../lib/step/actions.ts';
import { type Step, type StepContext, step } from '../../lib/step/step.ts';
import { credentials } from '../02-credentials.ts';
import { manifest } from '../tutorial/manifests.ts';
import { nodePool } from '../tutorial/names.ts';
import { minimumZero } from './node-pool.ts';
import { requireCluster } from './park.ts';

/** A CronJob's Jobs go with it. */
const KINDS = 'cronjob,rolebinding,role,serviceaccount';

/** The guard in the cluster: scales the model server to 0 at a time, whatever this computer does. */
export function guard(hours: number): Step {
  return step({
    id: 'guard',
    title: 'Set up the guard in the cluster, which scales the model server to 0',
    section: { en: 'Clean up', zh: '清理' },
    actions: function* (context) {
      const { config } = context;
      yield* requireCluster(context);
      yield* credentials.actions(context);
      const pool = isOurs(ownNodePool(config.CLUSTER_NAME, nodePool(config)));
      if (config.CLUSTER_MODE === 'standard' && (yield* isSo(pool, true))) yield* minimumZero(context);
      const at = yield* perform('compute the time', 0, async ({ target }) =>
        minuteAfter(target.clock.now() + hours * HOUR),
      );
      const { NAMESPACE } = config;
      yield apply(manifest('billing-guard.yaml'), {
        namespace: NAMESPACE,
        parameters: { NAMESPACE, SCHEDULE: scheduleOf(at) },
      });
      yield* announce(at, context);
    },
    done: () => [],
    // A second run sets another time.
    repeats: true,
    undo: removeGuard,
  });
}

/** Removes the guard. */
export const removeGuard = {
  inside: ({ config }: StepContext) => [
    run(kubectl`delete ${KINDS} -l ${OURS} --field-selector=metadata.name=billing-guard -n ${config.NAMESPACE}`),
  ],
};

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** Cron knows whole minutes. */
const minuteAfter = (at: number): number => Math.ceil(at / MINUTE) * MINUTE;

/** The cron expression of a moment in UTC; a part of a minute is rounded up. */
export function scheduleOf(at: number): string {
  const date = new Date(minuteAfter(at));
  return `${date.getUTCMinutes()} ${date.getUTCHours()} ${date.getUTCDate()} ${date.getUTCMonth() + 1} *`;
}

/** The longest time ahead: the schedule has no year. */
const LONGEST_HOURS = 24 * 300;

/** @throws RunbookError USAGE */
export function hoursOf(text: string | undefined): number {
  if (text === undefined) throw usage('--hours is missing, such as --hours 4');
  return positive('hours', text, LONGEST_HOURS);
}

function* announce(at: number, { config }: StepContext) {
  yield* perform('say what the guard does', undefined, async ({ log }) => {
    const time = new Date(at).toISOString().slice(0, 16).replace('T', ' ');
    log.write({
      kind: 'note',
      text: [
        `At ${time} UTC the cluster scales the model server to 0. Its TPU nodes go some ten minutes later.`,
        'The guard needs a CPU node and access to registry.k8s.io. It does not delete the cluster, the load balancer and the bucket.',
        `To look: kubectl get cronjob,job -n ${config.NAMESPACE}. To remove: npm run guard -- --remove. Afterwards: npm run resume`,
      ].join('\n'),
    });
  });
}
