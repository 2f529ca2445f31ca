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
  about: 'the metrics adapter serves the metric to Kubernetes',
  examine: async (session, metric) => {
    const { NAMESPACE } = session.config;
    const api = '/apis/custom.metrics.k8s.io/v1beta2';
    const path = `${api}/namespaces/${NAMESPACE}/pods/*/${customMetric(metric)}?labelSelector=${encodeURIComponent(APP_SELECTOR)}`;
    const command = kubectl`get --raw ${path}`;
    const execution = await session.ask(command);
    const refusal = refusalOf(command, execution);
    if (refusal) return adapterTrouble(refusal, session);
    const { items = [] } = JSON.parse(execution.stdout) as { items?: readonly { value: string }[] };
    if (items.length > 0) return passes(`values: ${items.map(({ value }) => value).join(', ')}`);
    return breaks(
      `the metrics adapter has no value for the pods with ${APP_SELECTOR}`,
      `Check the labels of the pods: kubectl get pods --show-labels -n ${NAMESPACE}`,
    );
  },
};

/** The adapter reports a refusal of Cloud Monitoring as "not found". The hop before has found samples. */
const HIDDEN_REFUSAL = /^the server could not find the (?:descriptor|metric)/;

async function adapterTrouble(refusal: Refusal, session: Session): Promise<Finding> {
  const of = { resource: 'pods', namespace: ADAPTER.namespace };
  const pods = await list(of, session, session.signal);
  const seen = [...refused(refusal), ...(await podEvidence(of, 'adapter log')(session, session.signal))];
  const evidence = linesOf(seen);
  if (pods.length === 0) return breaks('the metrics adapter is not installed', INSTALL, evidence);
  const cause = diagnose(seen);
  if (cause?.code === 'ADAPTER_ROLE') return breaks(cause.sentence, await roleRemedy(session), evidence);
  if (HIDDEN_REFUSAL.test(refusal.message)) {
    const hidden = 'the metrics adapter has no permission to read Cloud Monitoring, which it reports as "not found"';
    return breaks(hidden, await roleRemedy(session), [refusal.message]);
  }
  if (pods.some(isReady)) {
    return breaks(
      'the metrics adapter is running but does not answer the API server',
      'kubectl rollout restart deployment -n custom-metrics',
      evidence,
    );
  }
  return breaks(
    cause?.sentence ?? 'no pod of the metrics adapter is ready',
    cause ? (remedies[cause.code] ?? cause.remedy) : INSTALL,
    evidence,
  );
}

/** A binding in the policy may not have taken effect. */
async function roleRemedy(session: Session): Promise<string> {
  const { owner, role, member } = adapterGrant(session);
  const look = await bindingExists(owner, role, member).look(session, session.signal);
  if (look.state !== 'met') return `To grant ${role}: ${INSTALL}`;
  return `${role} is granted and takes effect within a few minutes. Then: npm run doctor`;
}
