import type { Parameters } from './phrase.ts';

/** What only an administrator of the cluster may change: IAM holds these permissions in roles/container.admin alone. */
const OF_RBAC = /^(?:cluster)?role(?:binding)?s\b/;
const READS = /^(?:get|list|watch)$/;

/** The IAM role that holds what was refused, where it is not the usual one. */
export const ofGrant = ({ resource = '', verb = '' }: Parameters): Parameters =>
  OF_RBAC.test(resource) && !READS.test(verb) ? { grant: 'roles/container.admin' } : {};

/** What `kubectl explain` takes for a field of a kind: `deployment.spec`. */
export function ofField({ kind, field }: Parameters): Parameters {
  if (kind === undefined || field === undefined) return {};
  const name = kind.toLowerCase();
  return { explained: /^\.?spec\b/.test(field) ? `${name}.spec` : name };
}
