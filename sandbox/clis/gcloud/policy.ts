import { stringify } from 'yaml';
import type { Call, Flags } from '../command.ts';

/** An IAM policy in a read-modify-write cycle. */
export interface Policy {
  readonly bindings?: readonly Binding[];
  readonly etag?: string;
}

interface Binding {
  readonly role: string;
  readonly members: readonly string[];
  readonly condition?: object;
}

/** The flags of every command that adds or removes an IAM binding. */
export const BINDING: Flags = {
  member: { kind: 'value', must: true },
  role: { kind: 'value', must: true },
};

type Change = (bindings: readonly Binding[], role: string, member: string) => readonly Binding[] | undefined;

const isRole = (role: string) => (binding: Binding) => binding.role === role && !binding.condition;

/** A change returns undefined if there is no binding to remove. */
export const CHANGES: Readonly<Record<'add' | 'remove', Change>> = {
  add: (bindings, role, member) => {
    const same = bindings.find(isRole(role));
    if (!same) return [...bindings, { role, members: [member] }];
    const members = same.members.includes(member) ? same.members : [...same.members, member];
    return bindings.map((binding) => (binding === same ? { ...same, members } : binding));
  },
  remove: (bindings, role, member) => {
    const same = bindings.find(isRole(role));
    if (!same?.members.includes(member)) return undefined;
    const members = same.members.filter((one) => one !== member);
    return bindings
      .map((binding) => (binding === same ? { ...same, members } : binding))
      .filter((binding) => binding.members.length > 0);
  },
};

/** The bindings after a command's change. */
export function changed(policy: Policy, change: Change, call: Call): readonly Binding[] | undefined {
  return change(policy.bindings ?? [], call.value('role')!, call.value('member')!);
}

export function policyText(policy: Policy): string {
  return stringify(policy, { indentSeq: false, lineWidth: 0, sortMapEntries: true });
}
