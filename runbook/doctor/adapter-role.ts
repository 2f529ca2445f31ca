import { type Breaks, breaks } from '../../lib/checks/hop.ts';
import { gcloud } from '../../lib/command/command.ts';
import { policyOf } from '../../lib/google/iam.ts';
import { list } from '../../lib/kubernetes/objects.ts';
import type { Session } from '../../lib/session/session.ts';
import { principal } from '../tutorial/names.ts';
import type { Subject } from './chain.ts';
import { typed } from './remedy.ts';

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
const GOOGLE_ACCOUNT = 'iam.gke.io/gcp-service-account';

/**
 * The adapter cannot read Cloud Monitoring, which it also reports as a metric that does not exist: the hop before has
 * found samples. Its role in the project's policy tells whether it lacks one.
 */
export async function adapterRole(session: Session, subject: Subject, evidence: readonly string[]): Promise<Breaks> {
  const member = await memberOf(session, subject);
  const policy = await policyOf({ project: session.config.PROJECT_ID }, session).catch(() => undefined);
  const roles = (policy?.bindings ?? []).filter(({ members }) => members.includes(member)).map(({ role }) => role);
  const granted = roles.some((role) => ENOUGH.has(role));
  const told = [...evidence, `roles of ${member}: ${policy ? roles.join(', ') || 'none' : 'not readable'}`];
  const denied = 'the metrics adapter has no permission to read Cloud Monitoring, which it reports as "not found"';
  if (granted) {
    const why = `${denied}, or Cloud Monitoring throttles it; its role is granted`;
    const mend = 'A new binding takes effect within a few minutes. Then: npm run doctor';
    return breaks('ADAPTER_ROLE', why, mend, { evidence: told, certainty: 'likely' });
  }
  const { PROJECT_ID } = session.config;
  const grant = gcloud`projects add-iam-policy-binding ${PROJECT_ID} --role=${ROLE} --member=${member} --condition=None`;
  const more = policy ? {} : { certainty: 'likely' as const };
  return breaks('ADAPTER_ROLE', denied, typed(session, grant), { evidence: told, ...more });
}

/** IAM's name of the adapter's account: its Kubernetes service account, or the Google one that it acts as. */
async function memberOf(session: Session, { api }: Subject): Promise<string> {
  const pod = api?.pods[0];
  const namespace: string = pod?.metadata.namespace ?? api?.service?.namespace ?? 'custom-metrics';
  const name: string = pod?.spec.serviceAccountName ?? 'default';
  const [account] = await list({ resource: 'serviceaccount', name, namespace }, session, session.signal);
  const google = account?.metadata.annotations?.[GOOGLE_ACCOUNT];
  return google ? `serviceAccount:${google}` : principal(session.config, namespace, name);
}
