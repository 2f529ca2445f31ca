import { type Command, kubectl } from '../../lib/command/command.ts';
import { bindingExists, type PolicyOwner } from '../../lib/google/iam.ts';
import { annotated } from '../../lib/kubernetes/conditions.ts';
import type { Selection } from '../../lib/kubernetes/objects.ts';
import { isSo, run } from '../../lib/step/actions.ts';
import type { Actions } from '../../lib/step/step.ts';

/** A role for a Kubernetes service account. A policy has no room for who made a binding, so an object of ours says it. */
export interface Grant {
  readonly owner: PolicyOwner;
  readonly role: string;
  readonly member: string;
  /** The object that says that this runbook made the binding. */
  readonly noted: Selection & { readonly name: string };
}

const NOTE = 'vllm-tpu-runbook/granted';

/** Make the binding with the command, unless it is there: one that was there before is not ours to take away. */
export function* grant({ owner, role, member, noted }: Grant, add: Command): Actions & Generator {
  if (yield* isSo(bindingExists(owner, role, member))) return;
  // Noted first: killed in between, it is taken back all the same.
  yield run(kubectl`annotate ${target(noted)} ${NOTE}=${role} --overwrite`);
  yield run(add);
}

/** Take back with the command the binding that this runbook made. */
export function* revoke({ role, noted }: Grant, remove: Command): Actions & Generator {
  if (!(yield* isSo(annotated(noted, NOTE, role), true))) return;
  yield run(remove, { already: { kind: 'notFound' } });
  yield run(kubectl`annotate ${target(noted)} ${NOTE}-`);
}

function target({ resource, name, namespace }: Grant['noted']): readonly string[] {
  return [resource, name, ...(namespace ? ['--namespace', namespace] : [])];
}
