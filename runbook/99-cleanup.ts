import { shell } from '../lib/command/command.ts';
import { endForwards } from '../lib/kubernetes/port-forward.ts';
import { inventory } from '../lib/ownership/inventory.ts';
import { script } from '../lib/runner/script.ts';
import { perform, together } from '../lib/step/actions.ts';
import { type Action, type Actions, type Step, step, type Undo } from '../lib/step/step.ts';
import { cluster } from './01-cluster.ts';
import { credentials } from './02-credentials.ts';
import { asOne, type Failure } from './cleanup/failures.ts';
import { takeInventory } from './cleanup/inventory.ts';
import { leftOver, prove, toDelete } from './cleanup/left-over.ts';
import { ours } from './cleanup/ours.ts';
import { seeAnswer, seeReach } from './cleanup/reach.ts';
import { tolerating, undoing } from './cleanup/tolerating.ts';
import { deleteTpuNodesFirst } from './cluster/delete.ts';
import { endLimit } from './park/ending.ts';

/**
 * Undoes the steps in reverse order: each step's own file says what its `undo` deletes, `cluster/delete.ts` how the
 * cluster is deleted. @param made the steps that may have created something
 */
export const cleanupOf = (made: readonly Step[]): Step =>
  step({
    id: '99-cleanup',
    title: 'Delete everything that this runbook created and verify that nothing billable is left',
    section: { en: 'Clean up', zh: '清理' },
    repeats: true,
    alone: true,
    weight: 'deletes',
    actions: function* (context) {
      const failures: Failure[] = [];
      const failed = (failure: Failure): void => void failures.push(failure);
      const found = yield* takeInventory(context, 'before', failed);
      yield* undoing('here', made, context, failed);
      yield* perform('stop the port-forwards of this run', undefined, endForwards, {
        kind: 'run',
        commands: context.config.EXPOSE === 'port-forward' ? [shell`stop_port_forward`] : [],
      });

      const reach = yield* seeReach(context);
      // The TPU nodes cost most, and the rest takes minutes.
      if (reach === 'ours') yield* tolerating(cluster.id, deleteTpuNodesFirst(context), failed);
      if (reach !== 'none') yield* tolerating(credentials.id, credentials.actions(context), failed);
      const answers = reach !== 'none' && (yield* seeAnswer());
      const seen = { ...context, answers };
      const beside = (place: keyof Undo, steps: readonly Step[]): Action => {
        const some = steps.filter(({ undo }) => undo?.[place]);
        return together(Object.fromEntries(some.map((one) => [one.id, undoing(place, [one], seen, failed)])));
      };
      const inCluster = function* (): Actions & Generator {
        if (!answers) return;
        yield beside('grants', [...made].reverse());
        // Deleting a cluster deletes its objects too.
        if (reach === 'shared') yield* undoing('inside', made, seen, failed);
      };
      // In a shared cluster the TPU nodes cost most: delete them while the objects are deleted.
      if (reach === 'shared')
        yield together({ [cluster.id]: undoing('outside', [cluster], seen, failed), 'in-cluster': inCluster() });
      else yield* inCluster();
      yield beside(
        'outside',
        made.filter(({ id }) => !(reach === 'shared' && id === cluster.id)),
      );

      const left = yield* takeInventory(context, 'after', failed, found);
      const judge = async (): Promise<void> => {
        if (failures.length > 0) throw asOne(failures, leftOver(left), context.config);
        prove(left, context.config);
      };
      const what = 'fail if a part of the cleanup failed or a billable resource is left';
      // The end of the step in a script does this.
      yield* perform(what, undefined, judge, { kind: 'run', commands: [] });
      yield* endLimit();
    },
    done: (context) => [
      {
        what: 'no billable resource of this runbook is left',
        placeholder: true,
        timeout: 0,
        look: async (session) => {
          const left = leftOver(await inventory(session, ours(context)));
          return left.length === 0
            ? { state: 'met', value: true, progress: 'nothing to clean up' }
            : { state: 'pending', progress: toDelete(left) };
        },
      },
    ],
  });

script(import.meta, '99-cleanup', () => import('./steps.ts'));
