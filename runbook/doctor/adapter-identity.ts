import { type Breaks, breaks } from '../../lib/checks/hop.ts';
import { gcloud } from '../../lib/command/command.ts';
import { findings, seen } from '../../lib/diagnosis/index.ts';
import { accountPolicyOf, type Policy, policyOf } from '../../lib/google/iam.ts';
import { list } from '../../lib/kubernetes/objects.ts';
import { asRunbookError } from '../../lib/runner/outcome.ts';
import type { Session } from '../../lib/session/session.ts';
import { principal } from '../tutorial/names.ts';
import type { Subject } from './chain.ts';
import { BINDING_IS_NEW, typed } from './remedy.ts';

const GOOGLE_ACCOUNT = 'iam.gke.io/gcp-service-account';
const ROLE = 'roles/iam.workloadIdentityUser';
/** Roles with iam.serviceAccounts.getAccessToken (cloud.google.com/iam/docs/roles-permissions/iam). */
const ENOUGH = new Set([ROLE, 'roles/iam.serviceAccountTokenCreator']);

/** Who the adapter is to Google Cloud. */
export interface AdapterAccount {
  /** IAM's names of its Kubernetes service account: the present one first, then that of older bindings. */
  readonly principals: readonly [string, string];
  /** The Google service account that it acts as. */
  readonly google?: string;
}

export async function adapterAccount(session: Session, { api }: Subject): Promise<AdapterAccount> {
  const pod = api?.pods[0];
  const namespace: string = pod?.metadata.namespace ?? api?.service?.namespace ?? 'custom-metrics';
  const name: string = pod?.spec.serviceAccountName ?? 'default';
  const [account] = await list({ resource: 'serviceaccount', name, namespace }, session, session.signal);
  const google = account?.metadata.annotations?.[GOOGLE_ACCOUNT];
  const older = `serviceAccount:${session.config.PROJECT_ID}.svc.id.goog[${namespace}/${name}]`;
  return { principals: [principal(session.config, namespace, name), older], ...(google && { google }) };
}

/** The lines in which the metadata server refuses a token to the adapter. */
export const tokenRefusals = (lines: readonly string[]): readonly string[] =>
  findings(seen('adapter log', lines)).find(({ code }) => code === 'ADAPTER_IDENTITY')?.evidence ?? [];

/**
 * The adapter gets no token for the Google service account of its annotation, so no role of that account counts. Its log
 * says so at the start; a running adapter says "not found", and only the policy of the account tells.
 */
export async function cannotActAs(
  session: Session,
  { google, principals }: AdapterAccount,
  lines: readonly string[],
): Promise<Breaks | undefined> {
  const refusals = tokenRefusals(lines);
  if (google === undefined) return refusals.length > 0 ? annotationIsGone(refusals) : undefined;
  const { granted, told } = await grantOf(session, google, principals);
  if (refusals.length === 0 && granted !== false) return undefined;
  const why = `the metrics adapter may not act as the Google service account ${google}, which the annotation ${GOOGLE_ACCOUNT} of its service account names`;
  const evidence = [...refusals, told];
  if (granted) {
    return breaks('ADAPTER_IDENTITY', `${why}; the role is granted but not in effect`, BINDING_IS_NEW, {
      evidence,
      certainty: 'likely',
    });
  }
  const grant = gcloud`iam service-accounts add-iam-policy-binding ${google} --role=${ROLE} --member=${principals[0]}`;
  // A folder or a custom role can grant the permission too.
  const certainty = refusals.length > 0 ? 'certain' : 'likely';
  return breaks('ADAPTER_IDENTITY', why, typed(session, grant), { evidence, certainty });
}

function annotationIsGone(evidence: readonly string[]): Breaks {
  const why = `the metrics adapter got no token for a Google service account; its service account has no annotation ${GOOGLE_ACCOUNT} now`;
  const remedy = 'The adapter restarts within 5 minutes. Then: npm run doctor';
  return breaks('ADAPTER_IDENTITY', why, remedy, { evidence, certainty: 'likely' });
}

/** Whether the account or the project lets one of the principals act as the account; undefined if it cannot be read. */
async function grantOf(
  session: Session,
  google: string,
  principals: readonly string[],
): Promise<{ granted: boolean | undefined; told: string }> {
  try {
    const project = { project: session.config.PROJECT_ID };
    const [account, inherited] = await Promise.all([accountPolicyOf(google, session), policyOf(project, session)]);
    const granted = [account, inherited].some((policy) => grants(policy, principals));
    if (granted) return { granted, told: `the policy of ${google} grants ${ROLE}` };
    if (account) return { granted, told: `the policy of ${google} does not grant ${ROLE} to ${principals[0]}` };
    return { granted: undefined, told: `${google} does not exist, or your account cannot read its policy` };
  } catch (error) {
    session.signal.throwIfAborted();
    return { granted: undefined, told: asRunbookError(error).message };
  }
}

/** A set of principals may hold the account. */
const grants = (policy: Policy | undefined, principals: readonly string[]): boolean =>
  (policy?.bindings ?? []).some(
    ({ role, members, condition }) =>
      ENOUGH.has(role) &&
      !condition &&
      members.some((member) => principals.includes(member) || member.startsWith('principalSet:')),
  );
