import { isObject } from '../core/json-body.ts';
import { LegacyApiError } from '../core/legacy-error.ts';
import type { Binding } from '../iam/policies.ts';

/** 400, because gcloud sends a request again after 429 and 5xx, for ten minutes and without a word. */
export function notSimulated(what: string): LegacyApiError {
  return new LegacyApiError(400, 'failedPrecondition', `[sandbox] Not simulated: ${what}.`);
}

/**
 * Settings that would delete, keep or lock objects later, which nothing here does.
 * @throws LegacyApiError 400 for one that is switched on
 */
export function refuseInert({ lifecycle, versioning, retentionPolicy }: Record<string, unknown>): void {
  if (isObject(lifecycle) && Array.isArray(lifecycle.rule) && lifecycle.rule.length > 0)
    throw notSimulated('lifecycle rules of a bucket; no object is deleted');
  if (isObject(versioning) && versioning.enabled === true)
    throw notSimulated('versioning of a bucket; an overwritten object leaves no version');
  if (isObject(retentionPolicy)) throw notSimulated('the retention policy of a bucket');
}

const EVERYONE: ReadonlySet<string> = new Set(['allUsers', 'allAuthenticatedUsers']);

/** @throws LegacyApiError 412 for the public in the policy of a bucket that prevents public access */
export function refusePublic(bindings: readonly Binding[], settings: Readonly<Record<string, unknown>>): void {
  const { iamConfiguration: access } = settings;
  if (!isObject(access) || access.publicAccessPrevention !== 'enforced') return;
  if (bindings.some(({ members }) => members.some((member) => EVERYONE.has(member))))
    throw new LegacyApiError(412, 'conditionNotMet', PUBLIC);
}

/** As public reports quote Cloud Storage (hashicorp/terraform-provider-google issues of public access prevention). */
const PUBLIC =
  'The member bindings allUsers and allAuthenticatedUsers are not allowed since public access prevention is enforced.';
