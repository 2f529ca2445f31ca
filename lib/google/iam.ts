import { shell, type Words } from '../command/command.ts';
import type { Session } from '../session/session.ts';
import { type Condition, met, pending } from '../wait/condition.ts';
import { duration } from '../wait/duration.ts';
import { askGoogle } from './api.ts';

export interface Policy {
  readonly bindings?: readonly {
    readonly role: string;
    readonly members: readonly string[];
    readonly condition?: unknown;
  }[];
}

/** The owner of a policy: a bucket or a project. */
export type PolicyOwner = { readonly bucket: string } | { readonly project: string };

/** undefined when the owner does not exist or its policy may not be read */
export function policyOf(owner: PolicyOwner, session: Session): Promise<Policy | undefined> {
  if ('bucket' in owner) return askGoogle<Policy>('STORAGE', `b/${encodeURIComponent(owner.bucket)}/iam`, session);
  const request = { method: 'POST', body: {} } as const;
  return askGoogle<Policy>('CLOUDRESOURCEMANAGER', `v1/projects/${owner.project}:getIamPolicy`, session, request);
}

/** The policy of a service account; undefined when the account does not exist or its policy may not be read */
export function accountPolicyOf(email: string, session: Session): Promise<Policy | undefined> {
  const request = { method: 'POST', body: {} } as const;
  return askGoogle<Policy>('IAM', `v1/projects/-/serviceAccounts/${email}:getIamPolicy`, session, request);
}

const policyCommand = (owner: PolicyOwner): Words =>
  'bucket' in owner
    ? shell`gcloud storage buckets get-iam-policy gs://${owner.bucket}`
    : shell`gcloud projects get-iam-policy ${owner.project}`;

/** The policy has an unconditional binding of the role for the member, which may not have taken effect. */
export function bindingExists(owner: PolicyOwner, role: string, member: string): Condition<boolean> {
  const name = 'bucket' in owner ? `bucket ${owner.bucket}` : `project ${owner.project}`;
  return {
    what: `policy of ${name} grants ${role}`,
    placeholder: true,
    timeout: duration('5m'),
    shell: {
      words: shell`grants ${role} ${member} ${policyCommand(owner)}`,
    },
    look: async (session) => {
      const policy = await policyOf(owner, session);
      const granted = policy?.bindings?.some(
        (binding) => binding.role === role && !binding.condition && binding.members.includes(member),
      );
      return granted ? met(true) : pending(`${role} is not granted`);
    },
  };
}
