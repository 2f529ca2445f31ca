import { type Command, kubectl, withArgs } from '../../lib/command/command.ts';
import { MANAGER, OURS } from '../../lib/ownership/label.ts';
import { type Named, ownObject } from '../../lib/ownership/object.ts';
import { isUnlabelled } from '../../lib/ownership/thing.ts';
import { attempt, isSo, run } from '../../lib/step/actions.ts';
import type { Action } from '../../lib/step/step.ts';

/**
 * Creates a Kubernetes object and labels it, which takes two kubectl commands. The object's field manager identifies
 * an object without a label if the run is killed in between. @returns whether the object was created
 */
export function* createOurs(create: Command, of: Named): Generator<Action, boolean> {
  const created = yield* attempt(asManager(create), { kind: 'alreadyExists' });
  if (created || (yield* isSo(isUnlabelled(ownObject(of))))) yield label(of);
  return created;
}

export function asManager(command: Command): Command {
  return withArgs(command, `--field-manager=${MANAGER}`);
}

export function label({ resource, name, namespace }: Named): Action {
  return run(kubectl`label ${resource} ${name} ${OURS} ${namespace ? ['--namespace', namespace] : []}`);
}
