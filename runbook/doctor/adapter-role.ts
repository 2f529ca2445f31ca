import { type Breaks, breaks } from '../../lib/checks/hop.ts';
import { gcloud, kubectl } from '../../lib/command/command.ts';
import { policyOf } from '../../lib/google/iam.ts';
import { asRunbookError } from '../../lib/runner/outcome.ts';
import type { Session } from '../../lib/session/session.ts';
import { adapterAccount, cannotActAs } from './adapter-identity.ts';
import type { Subject } from './chain.ts';
import { BINDING_IS_NEW, typed } from './remedy.ts';

const ROLE = 'roles/monitoring.viewer';
/** Roles with monitoring.timeSeries.list and monitoring.metricDescriptors.get (cloud.google.com/iam/docs/roles-permissions/monitoring). */
const ENOUGH = new Set([
  ROLE,
  'roles/monitoring.editor',
  'roles/monitoring.admin',
  'roles/viewer',
  'roles/editor',
  'roles/owner',
]);
const QUOTAS = 'https://console.cloud.google.com/apis/api/monitoring.googleapis.com/quotas';

/**
 * The adapter cannot read Cloud Monitoring. It says "not found" for each reason: no token, no role, too many queries, an
 * outage. Its log and the policies tell them apart.
 */
export async function cannotRead(session: Session, subject: Subject, evidence: readonly string[]): Promise<Breaks> {
  const [account, refusals] = await Promise.all([adapterAccount(session, subject), refusalsIn(session, subject)]);
  const noToken = await cannotActAs(session, account, [...evidence, ...refusals]);
  if (noToken) return { ...noToken, evidence: [...new Set([...evidence, ...(noToken.evidence ?? [])])] };
  const member = account.google ? `serviceAccount:${account.google}` : account.principals[0];
  const { roles, problem } = await rolesOf(session, member);
  const told = [...evidence, ...refusals, problem ?? `roles of ${member}: ${roles.join(', ') || 'none'}`];
  const texts = [...evidence, ...refusals, problem ?? ''].join('\n');
  if (/\b429\b/.test(texts)) return throttled(told, /\b429\b/.test(evidence.join('\n')) ? 'certain' : 'likely');
  if (/HTTP 5\d\d|googleapi: Error 5\d\d/.test(texts)) {
    const why = 'Google Cloud answers with a server error, so the metrics adapter cannot read Cloud Monitoring';
    return breaks('MONITORING_UNAVAILABLE', why, 'Check https://status.cloud.google.com. Then: npm run doctor', {
      evidence: told,
      certainty: 'likely',
    });
  }
  const denied = 'the metrics adapter has no permission to read Cloud Monitoring, which it reports as "not found"';
  if (roles.some((role) => ENOUGH.has(role))) {
    const why = `${denied}; its role is granted but not in effect`;
    return breaks('ADAPTER_ROLE', why, BINDING_IS_NEW, { evidence: told, certainty: 'likely' });
  }
  const { PROJECT_ID } = session.config;
  const grant = gcloud`projects add-iam-policy-binding ${PROJECT_ID} --role=${ROLE} --member=${member} --condition=None`;
  const certainty = problem === undefined ? 'certain' : 'likely';
  return breaks('ADAPTER_ROLE', denied, typed(session, grant), { evidence: told, certainty });
}

export function throttled(evidence: readonly string[], certainty: 'certain' | 'likely' = 'certain'): Breaks {
  const why = 'Cloud Monitoring throttles the metrics adapter (429): too many queries a minute';
  return breaks('ADAPTER_THROTTLED', why, `Wait a minute. If the error continues, request a higher quota: ${QUOTAS}`, {
    evidence,
    certainty,
  });
}

async function rolesOf(session: Session, member: string): Promise<{ roles: readonly string[]; problem?: string }> {
  try {
    const policy = await policyOf({ project: session.config.PROJECT_ID }, session);
    if (!policy) return { roles: [], problem: 'your account has no permission to read the IAM policy of the project' };
    const bindings = policy.bindings ?? [];
    return { roles: bindings.filter(({ members }) => members.includes(member)).map(({ role }) => role) };
  } catch (error) {
    session.signal.throwIfAborted();
    return { roles: [], problem: asRunbookError(error).message };
  }
}

/** Recent refusals of Google Cloud in the adapter's log; older ones are history. */
async function refusalsIn(session: Session, { api }: Subject): Promise<readonly string[]> {
  const pod = api?.pods[0]?.metadata;
  if (!pod) return [];
  const { stdout } = await session.ask(
    kubectl`logs ${pod.name} -n ${pod.namespace ?? 'default'} --since=2m --tail=200`,
  );
  return stdout
    .split('\n')
    .filter((line) => /googleapi: Error|Unable to generate access token/.test(line))
    .slice(-1);
}
