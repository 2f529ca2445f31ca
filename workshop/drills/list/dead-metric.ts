import { type Command, kubectl } from '../../../lib/command/command.ts';
import { hpaActive } from '../../../lib/kubernetes/autoscaler.ts';
import { kubernetes } from '../../../lib/kubernetes/objects.ts';
import { condition } from '../../../lib/kubernetes/pods.ts';
import { run, until } from '../../../lib/step/actions.ts';
import type { StepContext } from '../../../lib/step/step.ts';
import { met, pending } from '../../../lib/wait/condition.ts';
import { duration } from '../../../lib/wait/duration.ts';
import { HPA, POD_MONITORING, SERVER_PORT } from '../../../runbook/tutorial/names.ts';
import { drill } from '../drill.ts';
import { autoscalerGoals } from '../world/autoscaler-goals.ts';
import { merge } from '../world/replicas.ts';

/** What the dashboards show. */
const KEPT = 'vllm:num_requests_running|vllm:(prompt|generation)_tokens_total|vllm:time_to_first_token_seconds.*';
const QUEUE = 'vllm:num_requests_waiting';

export const deadMetric = drill({
  id: 'dead-metric',
  title: { en: 'Saved one metric too many', zh: '多省了一个指标' },
  story: {
    en: 'Managed Prometheus bills by the sample, so an engineer looked which metrics the dashboards use and cut the rest. The bill fell by two thirds, and all dashboards still have data to the second. A week later, at the first rush, the model server stays at one replica.',
    zh: 'Managed Prometheus 按样本数计费，于是工程师统计了仪表板用到的指标，其余全部砍掉。账单降了三分之二，所有仪表板的数据仍然更新到现在。一周后迎来第一次高峰，模型服务器却始终只有一个副本。',
  },
  goal: {
    en: 'The HorizontalPodAutoscaler of the model server reads a metric of vLLM again.',
    zh: '模型服务器的 HorizontalPodAutoscaler 重新读到 vLLM 的指标。',
  },
  hints: [
    {
      en: 'Some metrics of the pods arrive and some do not. Which one does the autoscaler want, and does the server have it?',
      zh: 'Pod 的指标有的能收到，有的收不到。自动扩缩器要的是哪一个？服务器上有没有？',
    },
    {
      en: 'The server has the metric and Cloud Monitoring has not. What stands between them decides by name: kubectl get podmonitoring vllm-pod-monitoring -n vllm -o yaml.',
      zh: '服务器上有这个指标，Cloud Monitoring 里却没有。中间有一环是按名称筛选的：kubectl get podmonitoring vllm-pod-monitoring -n vllm -o yaml。',
    },
    {
      en: `A rule under metricRelabeling keeps only the metrics whose name matches. Add ${QUEUE} to its regex (kubectl edit podmonitoring vllm-pod-monitoring -n vllm).`,
      zh: `metricRelabeling 里的规则只保留名称匹配的指标。把 ${QUEUE} 加进它的 regex（kubectl edit podmonitoring vllm-pod-monitoring -n vllm）。`,
    },
  ],
  debrief: {
    en: 'Autoscalers and alerts use metrics as dashboards do, but nobody sees them read. Before a metric is cut, search its name in all of them: kubectl get hpa -A -o yaml. An autoscaler that cannot read does not scale and reports that only in its conditions: alert on ScalingActive=False.',
    zh: '自动扩缩器和告警同样是指标的用户，只是没人看得见它们在读。砍掉指标之前，要在所有这些地方搜一遍名称：kubectl get hpa -A -o yaml。读不到指标的自动扩缩器就不再扩缩，而且只写在自己的 conditions 里：应当对 ScalingActive=False 设告警。',
  },
  minutes: 15,
  level: 2,
  topics: ['autoscaler', 'Managed Prometheus', 'cost'],
  source: 'https://cloud.google.com/stackdriver/docs/managed-prometheus/cost-controls',
  stage: 'scaling',
  broken: function* (context) {
    yield run(keepOnly(context, KEPT));
    yield* until(
      kubernetes({
        what: `hpa/${HPA} cannot read its metric`,
        placeholder: true,
        timeout: duration('30m'),
        of: { resource: 'hpa', name: HPA, namespace: context.config.NAMESPACE },
        judge: ([hpa]) =>
          hpa && condition(hpa, 'ScalingActive')?.status === 'False' ? met(true) : pending('it reads its metric'),
      }),
    );
  },
  items: autoscalerGoals,
  solution: (context) => [
    {
      why: {
        en: `The PodMonitoring keeps only what the dashboards use, and the autoscaler follows ${QUEUE}.`,
        zh: `PodMonitoring 只保留仪表板用到的指标，而自动扩缩器用的是 ${QUEUE}。`,
      },
      actions: (function* () {
        const { NAMESPACE: namespace } = context.config;
        yield run(kubectl`get podmonitoring ${POD_MONITORING} -n ${namespace} -o yaml`);
        yield run(keepOnly(context, `${QUEUE}|${KEPT}`));
        yield* until(hpaActive({ name: HPA, namespace }));
      })(),
    },
  ],
});

/** Scrape only the metrics whose name matches. */
function keepOnly(context: StepContext, regex: string): Command {
  const metricRelabeling = [{ action: 'keep', sourceLabels: ['__name__'], regex }];
  const endpoints = [{ path: '/metrics', port: SERVER_PORT, interval: '15s', metricRelabeling }];
  return merge('podmonitoring', POD_MONITORING, context, { spec: { endpoints } });
}
