import { type Command, kubectl, withArgs } from '../../lib/command/command.ts';
import type { Selection } from '../../lib/kubernetes/objects.ts';
import { createdHere, MANAGED_BY, OURS } from '../../lib/kubernetes/ownership.ts';
import { attempt, isSo, run } from '../../lib/step/actions.ts';
import type { Action } from '../../lib/step/step.ts';

/**
 * Create an object and label it as ours: kubectl takes two commands for that, and a run that is killed between them has
 * left its name as the manager of the object's fields. @returns whether it was created
 */
export function* createOurs(command: Command, of: Selection & { readonly name: string }): Generator<Action, boolean> {
  const created = yield* attempt(asManager(command), { kind: 'alreadyExists' });
  if (created || (yield* isSo(createdHere(of)))) yield label(of);
  return created;
}

export function asManager(command: Command): Command {
  return withArgs(command, `--field-manager=${MANAGED_BY.value}`);
}

export function label({ resource, name, namespace }: Selection & { readonly name: string }): Action {
  return run(kubectl`label ${resource} ${name} ${OURS} ${namespace ? ['--namespace', namespace] : []}`);
}
