import { type Command, kubectl } from '../../../lib/command/command.ts';
import { hpaActive } from '../../../lib/kubernetes/autoscaler.ts';
import { run, until } from '../../../lib/step/actions.ts';
import type { StepContext } from '../../../lib/step/step.ts';
import { HPA, POD_MONITORING, SERVER_PORT } from '../../../runbook/tutorial/names.ts';
import { drill } from '../drill.ts';
import { autoscalerGoals } from '../world/autoscaler-goals.ts';
import { autoscalerBlind } from '../world/symptoms.ts';

export const PORT_NAME = 'metrics';

export const monitoringPort = drill({
  id: 'monitoring-port',
  title: { en: 'Scraped by nobody', zh: '没有人在抓取' },
  story: {
    en: 'In the new cluster "everything is named, nothing is numbered": so the review wanted it. Since the merge the charts of the model server show nothing new and the autoscaler shows <unknown>. The server answers, curl on /metrics shows all metrics, and no object reports an error.',
    zh: '评审要求新集群里“一律用名称，不用数字”。合并之后，模型服务器的图表没有新数据，自动扩缩器显示 <unknown>。服务器能回答，curl /metrics 能看到全部指标，所有对象都没有报错。',
  },
  goal: {
    en: 'The metrics of the model server arrive again, and its HorizontalPodAutoscaler reads one of them.',
    zh: '模型服务器的指标重新上报，并且 HorizontalPodAutoscaler 读到其中一个。',
  },
  hints: [
    {
      en: 'The server has the metrics and the autoscaler has not. What stands between them? npm run doctor follows the path.',
      zh: '服务器有指标，自动扩缩器却没有。两者之间隔着什么？npm run doctor 会检查整条链路。',
    },
    {
      en: 'How many targets does the PodMonitoring have? kubectl describe podmonitoring vllm-pod-monitoring -n vllm: a target that fails has an error, a target that does not exist has none.',
      zh: 'PodMonitoring 有几个目标？kubectl describe podmonitoring vllm-pod-monitoring -n vllm：抓取失败的目标会有错误，不存在的目标什么都没有。',
    },
    {
      en: `The port of an endpoint is the number of a port, or the name of a port that a container declares. Write port: ${SERVER_PORT}, or give the port of the container this name.`,
      zh: `endpoint 的 port 可以是端口号，也可以是容器声明过的端口名称。改成 port: ${SERVER_PORT}，或者给容器的端口加上这个名称。`,
    },
  ],
  debrief: {
    en: 'No data and no error: count the targets (kubectl describe podmonitoring) before you read logs. Names of ports are those of the containers, not of the Service. A chart that stops for all pods at the same time is a change of the scraping; one that stops for one pod is a trouble of the pod.',
    zh: '没有数据也没有报错：看日志之前，先数一数目标（kubectl describe podmonitoring）。端口名称是容器的，不是 Service 的。所有 Pod 的图表同时中断，是抓取配置变了；只有一个 Pod 中断，才是 Pod 的问题。',
  },
  minutes: 15,
  level: 3,
  topics: ['Managed Prometheus', 'PodMonitoring', 'autoscaler'],
  source: 'agones-dev/agones#2712',
  stage: 'scaling',
  broken: function* (context) {
    yield run(scrape(context, PORT_NAME));
    yield* until(autoscalerBlind(context));
  },
  items: autoscalerGoals,
  solution: (context) => [
    {
      why: {
        en: `The PodMonitoring has no target: no container declares a port of the name ${PORT_NAME}.`,
        zh: `PodMonitoring 没有目标：没有容器声明名为 ${PORT_NAME} 的端口。`,
      },
      actions: (function* () {
        const { NAMESPACE: namespace } = context.config;
        yield run(kubectl`describe podmonitoring ${POD_MONITORING} -n ${namespace}`);
        yield run(scrape(context, SERVER_PORT));
        yield* until(hpaActive({ name: HPA, namespace }));
      })(),
    },
  ],
});

function scrape({ config }: StepContext, port: number | string): Command {
  const spec = { endpoints: [{ path: '/metrics', port, interval: '15s' }] };
  return kubectl`patch podmonitoring ${POD_MONITORING} -n ${config.NAMESPACE} --type=merge -p ${JSON.stringify({ spec })}`;
}
