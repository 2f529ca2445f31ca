import { isObject } from '../core/json-body.ts';
import type { Binding } from './policies.ts';
import type { RoleTable } from './roles.ts';

/** Thrown for a policy that IAM would not take; each API words its own answer around the message. */
export class InvalidPolicy extends Error {
  readonly code = 'INVALID_POLICY';
}

const MEMBER =
  /^(user|serviceAccount|group|domain|deleted|principal|principalSet|projectOwner|projectEditor|projectViewer):.+$/;
const EVERYONE = new Set(['allUsers', 'allAuthenticatedUsers']);

/** The bindings of a policy that came over the wire. @throws InvalidPolicy */
export function readBindings(value: unknown, roles: RoleTable): Binding[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new InvalidPolicy('The bindings of a policy must be a list.');
  return value.map((binding: unknown) => {
    if (!isObject(binding) || typeof binding.role !== 'string') throw new InvalidPolicy('A binding must have a role.');
    if (!roles.has(binding.role)) {
      throw new InvalidPolicy(`Role ${binding.role} is not supported for this resource.`);
    }
    const members = Array.isArray(binding.members) ? binding.members : [];
    return {
      role: binding.role,
      members: members.map(readMember),
      ...(binding.condition !== undefined && { condition: binding.condition }),
    };
  });
}

function readMember(member: unknown): string {
  if (typeof member === 'string' && (MEMBER.test(member) || EVERYONE.has(member))) return member;
  throw new InvalidPolicy(
    `The member ${String(member)} is of an unknown type. Please set a valid type prefix for the member.`,
  );
}
