import { type Command, kubectl } from '../../lib/command/command.ts';
import { bindingExists, type PolicyOwner } from '../../lib/google/iam.ts';
import { annotated } from '../../lib/kubernetes/conditions.ts';
import type { Selection } from '../../lib/kubernetes/objects.ts';
import { isSo, run } from '../../lib/step/actions.ts';
import type { Actions } from '../../lib/step/step.ts';

/** A role for a Kubernetes service account. An object of ours records the creator, which an IAM policy cannot. */
export interface Grant {
  readonly owner: PolicyOwner;
  readonly role: string;
  readonly member: string;
  /** The object whose annotation says that this runbook created the binding. */
  readonly noted: Selection & { readonly name: string };
}

const NOTE = 'vllm-tpu-runbook/granted';

/** Adds the binding unless it exists. The cleanup must not remove a binding that existed before. */
export function* grant({ owner, role, member, noted }: Grant, add: Command): Actions & Generator {
  if (yield* isSo(bindingExists(owner, role, member))) return;
  // Annotate first, so that the cleanup removes the binding of a killed run too.
  yield run(kubectl`annotate ${target(noted)} ${NOTE}=${role} --overwrite`);
  yield run(add);
}

/** Removes the binding if this runbook created it. */
export function* revoke({ role, noted }: Grant, remove: Command): Actions & Generator {
  if (!(yield* isSo(annotated(noted, NOTE, role), true))) return;
  yield run(remove, { already: { kind: 'notFound' } });
  yield run(kubectl`annotate ${target(noted)} ${NOTE}-`);
}

function target({ resource, name, namespace }: Grant['noted']): readonly string[] {
  return [resource, name, ...(namespace ? ['--namespace', namespace] : [])];
}
