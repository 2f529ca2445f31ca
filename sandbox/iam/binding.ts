import { GoogleApiError } from '../core/google-error.ts';
import { isObject } from '../core/json-body.ts';
import type { Accounts } from './accounts.ts';
import { type Binding, ConcurrentPolicyChange } from './policies.ts';
import type { RoleTable } from './roles.ts';

/** Thrown for a policy that IAM would not take; each API words its own answer around the message. */
export class InvalidPolicy extends Error {
  readonly code = 'INVALID_POLICY';
}

const MEMBER =
  /^(user|serviceAccount|group|domain|deleted|principal|principalSet|projectOwner|projectEditor|projectViewer):.+$/;
const EVERYONE = new Set(['allUsers', 'allAuthenticatedUsers']);

/** The bindings of a policy that came over the wire. @throws InvalidPolicy */
export function readBindings(value: unknown, roles: RoleTable, accounts: Pick<Accounts, 'mayBeMember'>): Binding[] {
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
      members: members.map((member) => readMember(member, accounts)),
      ...(binding.condition !== undefined && { condition: binding.condition }),
    };
  });
}

function readMember(member: unknown, accounts: Pick<Accounts, 'mayBeMember'>): string {
  if (typeof member === 'string' && (MEMBER.test(member) || EVERYONE.has(member))) {
    if (accounts.mayBeMember(member)) return member;
    throw new InvalidPolicy(`Service account ${member.replace('serviceAccount:', '')} does not exist.`);
  }
  throw new InvalidPolicy(
    `The member ${String(member)} is of an unknown type. Please set a valid type prefix for the member.`,
  );
}

/** A refused policy as Google's newer APIs answer it. */
export function asGoogleError(error: unknown): unknown {
  if (error instanceof InvalidPolicy) return new GoogleApiError(400, error.message);
  if (!(error instanceof ConcurrentPolicyChange)) return error;
  return new GoogleApiError(
    409,
    'There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.',
    { status: 'ABORTED' },
  );
}
