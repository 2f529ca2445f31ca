import { breaks, type Hop, passes } from '../../lib/checks/hop.ts';
import { list } from '../../lib/kubernetes/objects.ts';
import { HPA } from '../tutorial/names.ts';
import { customMetric } from './custom-metric.ts';

const DEPLOY = 'npx tsx runbook/12-autoscaler.ts';
const AGAIN = 'Wait 15 s. Then: npm run doctor';

export const autoscaler: Hop = {
  id: 'hpa',
  about: 'the autoscaler reads the metric',
  examine: async (session, metric) => {
    const { NAMESPACE: namespace } = session.config;
    const [hpa] = await list({ resource: 'hpa', name: HPA, namespace }, session, session.signal);
    if (!hpa) return breaks(`HorizontalPodAutoscaler ${HPA} does not exist`, DEPLOY);
    const named = hpa.spec.metrics?.[0]?.pods?.metric?.name as string | undefined;
    if (named !== customMetric(metric))
      return breaks(`HorizontalPodAutoscaler ${HPA} reads ${named} instead of ${customMetric(metric)}`, DEPLOY);
    const conditions = (hpa.status?.conditions ?? []) as readonly Condition[];
    const active = conditions.find(({ type }) => type === 'ScalingActive');
    if (active?.status !== 'True')
      return breaks(active?.message ?? 'the autoscaler has not read the metric: it does so every 15 s', AGAIN);
    const { currentReplicas = 0, desiredReplicas = 0 } = hpa.status ?? {};
    const limited = conditions.find(({ type, status }) => type === 'ScalingLimited' && status === 'True');
    return passes(`${currentReplicas} replicas, ${desiredReplicas} desired${limited ? ` (${limited.message})` : ''}`);
  },
};

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message?: string;
}
