import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { type Item, inventory } from '../../lib/ownership/inventory.ts';
import type { Session } from '../../lib/session/session.ts';
import { perform } from '../../lib/step/actions.ts';
import type { Action, StepContext } from '../../lib/step/step.ts';
import type { Failure } from './failures.ts';
import { line, shown } from './left-over.ts';
import { ours } from './ours.ts';
import { billed } from './script.ts';

/**
 * Lists the resources. If the list fails, the failure is recorded and the cleanup continues.
 * @param before the first inventory: the owner of a load balancer is unknown once the cluster's machines are deleted
 */
export function* takeInventory(
  context: StepContext,
  when: 'before' | 'after',
  failed: (failure: Failure) => void,
  before: readonly Item[] = [],
): Generator<Action, readonly Item[], unknown> {
  const what = `list resources ${when} the cleanup: clusters, node pools, machines, disks, load balancers, buckets, IAM bindings`;
  const take = async (session: Session): Promise<readonly Item[]> => {
    try {
      const items = known(await inventory(session, ours(context)), before);
      session.report.fact(
        when === 'before' ? 'found' : 'left',
        items.filter(({ owner }) => owner === 'ours').map(line),
      );
      session.log.write({
        kind: 'note',
        text: [`Inventory ${when} the cleanup:`, ...shown(items, context.config, when)].join('\n  '),
      });
      return items;
    } catch (error) {
      session.signal.throwIfAborted();
      if (!(error instanceof RunbookError)) throw error;
      failed({ step: `Inventory ${when} the cleanup`, error });
      session.log.write({ kind: 'warning', text: `Cannot list the resources ${when} the cleanup: ${error.message}.` });
      return before;
    }
  };
  const look = when === 'before' ? 'listed' : 'nothing_left';
  return yield* perform<readonly Item[]>(what, [], take, {
    kind: 'run',
    commands: billed(context).map((words) => [look, ...words]),
  });
}

function known(items: readonly Item[], before: readonly Item[]): readonly Item[] {
  const wasOurs = new Set(before.filter(({ owner }) => owner === 'ours').map(({ kind, name }) => `${kind} ${name}`));
  return items.map((item) => (wasOurs.has(`${item.kind} ${item.name}`) ? { ...item, owner: 'ours' as const } : item));
}
