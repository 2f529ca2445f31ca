import { breaks, type Finding, type Hop, passes } from '../../lib/checks/hop.ts';
import { kubectl } from '../../lib/command/command.ts';
import { type Refusal, refusalOf } from '../../lib/command/refusal.ts';
import { diagnose, linesOf, refused } from '../../lib/diagnosis/index.ts';
import { bindingExists } from '../../lib/google/iam.ts';
import { podEvidence } from '../../lib/kubernetes/evidence.ts';
import { list } from '../../lib/kubernetes/objects.ts';
import { isReady } from '../../lib/kubernetes/pods.ts';
import type { Session } from '../../lib/session/session.ts';
import { adapterGrant } from '../08-metrics-adapter.ts';
import { ADAPTER, APP_SELECTOR } from '../tutorial/names.ts';
import { customMetric } from './custom-metric.ts';
import { remedies } from './remedies.ts';

const INSTALL = 'npx tsx runbook/08-metrics-adapter.ts';

export const adapter: Hop = {
  id: 'adapter',
  about: 'the adapter gives the metric to Kubernetes',
  examine: async (session, metric) => {
    const { NAMESPACE } = session.config;
    const api = '/apis/custom.metrics.k8s.io/v1beta2';
    const path = `${api}/namespaces/${NAMESPACE}/pods/*/${customMetric(metric)}?labelSelector=${encodeURIComponent(APP_SELECTOR)}`;
    const command = kubectl`get --raw ${path}`;
    const execution = await session.ask(command);
    const refusal = refusalOf(command, execution);
    if (refusal) return adapterTrouble(refusal, session);
    const { items = [] } = JSON.parse(execution.stdout) as { items?: readonly { value: string }[] };
    if (items.length > 0) return passes(`it says ${items.map(({ value }) => value).join(', ')}`);
    return breaks('it knows the metric, but has no value for these pods', 'Check the selector of the HPA’s target');
  },
};

/** The adapter hides a refusal of Cloud Monitoring behind "not found"; the samples are there, so it is not that. */
const HIDDEN_REFUSAL = /^the server could not find the (?:descriptor|metric)/;

async function adapterTrouble(refusal: Refusal, session: Session): Promise<Finding> {
  const of = { resource: 'pods', namespace: ADAPTER.namespace };
  const pods = await list(of, session, session.signal);
  const seen = [...refused(refusal), ...(await podEvidence(of, 'adapter log')(session, session.signal))];
  const evidence = linesOf(seen);
  if (pods.length === 0) return breaks('the adapter is not installed', INSTALL, evidence);
  const cause = diagnose(seen);
  if (cause?.code === 'ADAPTER_ROLE') return breaks(cause.sentence, await roleRemedy(session), evidence);
  if (HIDDEN_REFUSAL.test(refusal.message)) {
    const hidden = 'the adapter may not read Cloud Monitoring, where the samples are: it calls that "not found"';
    return breaks(hidden, await roleRemedy(session), [refusal.message]);
  }
  if (pods.some(isReady)) {
    return breaks(
      'the adapter runs, but the API server gets no answer from it',
      'kubectl rollout restart deployment -n custom-metrics',
      evidence,
    );
  }
  return breaks(
    cause?.sentence ?? 'no pod of the adapter is ready',
    cause ? (remedies[cause.code] ?? cause.remedy) : INSTALL,
    evidence,
  );
}

/** The policy itself is asked: a binding that is there may still be on its way. */
async function roleRemedy(session: Session): Promise<string> {
  const { owner, role, member } = adapterGrant(session);
  const look = await bindingExists(owner, role, member).look(session, session.signal);
  if (look.state !== 'met') return `The role ${role} is missing: ${INSTALL}`;
  return `The role ${role} is bound: wait some minutes until it has effect, then run npm run doctor again`;
}
