import { type Command, kubectl } from '../../../lib/command/command.ts';
import { hpaActive } from '../../../lib/kubernetes/autoscaler.ts';
import { run, until } from '../../../lib/step/actions.ts';
import type { StepContext } from '../../../lib/step/step.ts';
import { AUTOSCALING_METRICS } from '../../../runbook/metrics/queries.ts';
import { DEPLOYMENT, HPA } from '../../../runbook/tutorial/names.ts';
import { drill } from '../drill.ts';
import { autoscalerGoals } from '../world/autoscaler-goals.ts';
import { autoscalerBlind } from '../world/symptoms.ts';

const [NEW, OLD] = AUTOSCALING_METRICS.cache;
/** The target average: a share of the KV cache. */
const TARGET = '800m';

export const metricRenamed = drill({
  id: 'metric-renamed',
  title: { en: 'The metric of an older version', zh: '旧版本的指标' },
  story: {
    en: 'The team wants to scale on the KV cache instead of the queue and took the autoscaler from the tutorial of last year, where it works. Here it shows <unknown>. Scraping works: the dashboards of the queue have data to the second.',
    zh: '团队想按 KV 缓存而不是队列来扩缩，就直接用了去年教程里的自动扩缩器，在那边一直正常。在这里却显示 <unknown>。抓取没有问题：队列的仪表板数据一直更新到现在。',
  },
  goal: {
    en: 'The HorizontalPodAutoscaler of the model server reads a metric of vLLM.',
    zh: '模型服务器的 HorizontalPodAutoscaler 读到 vLLM 的指标。',
  },
  hints: [
    {
      en: 'What exactly does the autoscaler miss? kubectl describe hpa vllm-hpa -n vllm names the metric.',
      zh: '自动扩缩器到底缺什么？kubectl describe hpa vllm-hpa -n vllm 里有指标的名称。',
    },
    {
      en: 'Begin at the source: does the server have a metric of this name? kubectl port-forward deployment/vllm-tpu 8000 -n vllm, then curl -s localhost:8000/metrics | grep cache_usage. npm run doctor follows the whole path.',
      zh: '从源头查起：服务器有这个名称的指标吗？kubectl port-forward deployment/vllm-tpu 8000 -n vllm，然后 curl -s localhost:8000/metrics | grep cache_usage。npm run doctor 会检查整条链路。',
    },
    {
      en: `vLLM renamed the metric: write ${NEW} instead of ${OLD} into the autoscaler (kubectl edit hpa vllm-hpa -n vllm).`,
      zh: `vLLM 给指标改了名：在自动扩缩器里把 ${OLD} 改成 ${NEW}（kubectl edit hpa vllm-hpa -n vllm）。`,
    },
  ],
  debrief: {
    en: 'Metrics are an interface with versions. vLLM 0.9.2 renamed this one and 0.12 removed the old name. After each change of the image compare the names on /metrics with those in autoscalers, alerts and dashboards: a name that is gone is no error anywhere, only silence.',
    zh: '指标是带版本的接口。vLLM 0.9.2 给这个指标改了名，0.12 删掉了旧名称。每次更换镜像之后，都要把 /metrics 里的名称和自动扩缩器、告警、仪表板里的名称对一遍：消失的名称不会报错，只会没有数据。',
  },
  minutes: 10,
  level: 2,
  topics: ['autoscaler', 'metrics', 'versions'],
  source: 'kubernetes-sigs/gateway-api-inference-extension#1905',
  stage: 'scaling',
  broken: function* (context) {
    yield run(follow(context, OLD));
    yield* until(autoscalerBlind(context));
  },
  items: autoscalerGoals,
  solution: (context) => [
    {
      why: {
        en: `The autoscaler asks for ${OLD}. The server has ${NEW}.`,
        zh: `自动扩缩器查询的是 ${OLD}，而服务器提供的是 ${NEW}。`,
      },
      actions: (function* () {
        const { NAMESPACE: namespace } = context.config;
        yield run(kubectl`describe hpa ${HPA} -n ${namespace}`);
        yield run(
          kubectl`get deployment ${DEPLOYMENT} -n ${namespace} -o jsonpath={.spec.template.spec.containers[0].image}`,
        );
        yield run(follow(context, NEW));
        yield* until(hpaActive({ name: HPA, namespace }));
      })(),
    },
  ],
});

function follow({ config }: StepContext, metric: string): Command {
  const name = `prometheus.googleapis.com|${metric}|gauge`;
  const metrics = [
    { type: 'Pods', pods: { metric: { name }, target: { type: 'AverageValue', averageValue: TARGET } } },
  ];
  return kubectl`patch hpa ${HPA} -n ${config.NAMESPACE} --type=merge -p ${JSON.stringify({ spec: { metrics } })}`;
}
