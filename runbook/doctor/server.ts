import { breaks, type Hop, passes } from '../../lib/checks/hop.ts';
import { diagnose, linesOf } from '../../lib/diagnosis/index.ts';
import { podEvidence } from '../../lib/kubernetes/evidence.ts';
import { list } from '../../lib/kubernetes/objects.ts';
import { isReady } from '../../lib/kubernetes/pods.ts';
import { metricsPage } from '../../lib/load/model-server.ts';
import { metricNames } from '../../lib/metrics/index.ts';
import { waitFor } from '../../lib/wait/wait.ts';
import { serverAddress } from '../model-server/exposure.ts';
import { APP_SELECTOR, SERVICE } from '../tutorial/names.ts';
import { remedies } from './remedies.ts';

export const server: Hop = {
  id: 'server',
  about: 'the model server exposes the metric on /metrics',
  examine: async (session, metric) => {
    const { config, signal } = session;
    const pods = await list({ resource: 'pods', selector: APP_SELECTOR, namespace: config.NAMESPACE }, session, signal);
    if (pods.length === 0) return breaks('the model server has no pod', 'npx tsx runbook/06-model-server.ts');
    if (!pods.some(isReady)) {
      const evidence = await podEvidence({ resource: 'pods', namespace: config.NAMESPACE })(session, signal);
      const cause = diagnose(evidence);
      const why = `no pod of the model server is ready${cause ? `: ${cause.sentence}` : ''}`;
      const mend = cause
        ? (remedies[cause.code] ?? cause.remedy)
        : 'To wait for the pod and see the cause: npx tsx runbook/06-model-server.ts';
      return breaks(why, mend, linesOf(evidence).slice(0, 5));
    }
    const condition = serverAddress({ config });
    // Only a wait opens a port-forward.
    if (config.EXPOSE === 'port-forward') await waitFor(condition, session);
    const address = await condition.look(session, signal);
    if (address.state !== 'met')
      return breaks('the model server has no address', `kubectl describe service ${SERVICE} -n ${config.NAMESPACE}`);
    const names = metricNames(await metricsPage(address.value, session));
    if (names.has(metric)) return passes(`${pods.filter(isReady).length} of ${pods.length} pods ready`);
    const vllm = [...names].filter((name) => name.startsWith('vllm:num_requests') || name.includes('cache_usage'));
    const mend = `Set HPA_METRIC or VLLM_IMAGE. This version of vLLM exposes: ${vllm.join(', ')}`;
    return breaks(`this version of vLLM does not expose ${metric}: the metric was renamed or removed`, mend);
  },
};
