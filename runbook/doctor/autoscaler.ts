import { breaks, type Hop, passes } from '../../lib/checks/hop.ts';
import { list } from '../../lib/kubernetes/objects.ts';
import { HPA } from '../tutorial/names.ts';
import { customMetric } from './custom-metric.ts';

export const autoscaler: Hop = {
  id: 'hpa',
  about: 'the autoscaler reads it',
  examine: async (session, metric) => {
    const { NAMESPACE: namespace } = session.config;
    const [hpa] = await list({ resource: 'hpa', name: HPA, namespace }, session, session.signal);
    if (!hpa) return breaks(`there is no HorizontalPodAutoscaler ${HPA}`, 'Run 12-autoscaler');
    const named = hpa.spec.metrics?.[0]?.pods?.metric?.name as string | undefined;
    if (named !== customMetric(metric))
      return breaks(`it reads ${named}, not ${customMetric(metric)}`, 'Run 12-autoscaler again');
    const conditions = (hpa.status?.conditions ?? []) as readonly Condition[];
    const active = conditions.find(({ type }) => type === 'ScalingActive');
    if (active?.status !== 'True')
      return breaks(active?.message ?? 'it has not looked yet: it does every 15 s', 'Wait 15 s');
    const { currentReplicas = 0, desiredReplicas = 0 } = hpa.status ?? {};
    const limited = conditions.find(({ type, status }) => type === 'ScalingLimited' && status === 'True');
    return passes(`${currentReplicas} replicas, ${desiredReplicas} wanted${limited ? ` (${limited.message})` : ''}`);
  },
};

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message?: string;
}
