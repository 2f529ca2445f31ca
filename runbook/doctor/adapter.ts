import { kubectl } from '../../lib/command/command.ts';
import { diagnose } from '../../lib/diagnosis/index.ts';
import { breaks, type Finding, type Hop, passes } from '../../lib/doctor/hop.ts';
import { podEvidence } from '../../lib/kubernetes/evidence.ts';
import { list } from '../../lib/kubernetes/objects.ts';
import { isReady } from '../../lib/kubernetes/pods.ts';
import type { Session } from '../../lib/session.ts';
import { ADAPTER, APP_SELECTOR } from '../names.ts';
import { customMetric } from './custom-metric.ts';

export const adapter: Hop = {
  id: 'adapter',
  about: 'the adapter gives the metric to Kubernetes',
  examine: async (session, metric) => {
    const { NAMESPACE } = session.config;
    const api = '/apis/custom.metrics.k8s.io/v1beta2';
    const path = `${api}/namespaces/${NAMESPACE}/pods/*/${customMetric(metric)}?labelSelector=${encodeURIComponent(APP_SELECTOR)}`;
    const { stdout, stderr, exitCode } = await session.ask(kubectl`get --raw ${path}`);
    if (exitCode === 0) {
      const { items = [] } = JSON.parse(stdout) as { items?: readonly { value: string }[] };
      if (items.length > 0) return passes(`it says ${items.map(({ value }) => value).join(', ')}`);
      return breaks('it knows the metric, but has no value for these pods', 'Check the selector of the HPA’s target');
    }
    return adapterTrouble(stderr.trim(), session);
  },
};

/** The adapter hides a refusal of Cloud Monitoring behind "not found"; the samples are there, so it is not that. */
async function adapterTrouble(answer: string, session: Session): Promise<Finding> {
  const of = { resource: 'pods', namespace: ADAPTER.namespace };
  const pods = await list(of, session, session.signal);
  const evidence = [answer, ...(await podEvidence(of)(session, session.signal))];
  if (pods.length === 0) return breaks('the adapter is not installed', 'Run 08-metrics-adapter', evidence);
  const cause = diagnose(evidence);
  const role = 'Run 08-metrics-adapter: the role roles/monitoring.viewer is missing, or still on its way';
  if (cause?.code === 'ADAPTER_ROLE') return breaks(cause.sentence, role, evidence);
  if (/could not find the (descriptor|metric)/.test(answer)) {
    return breaks('the adapter may not read Cloud Monitoring, where the samples are: it calls that "not found"', role, [
      answer,
    ]);
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
    cause?.remedy ?? 'Run 08-metrics-adapter',
    evidence,
  );
}
