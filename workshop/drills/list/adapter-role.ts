import { gcloud, kubectl } from '../../../lib/command/command.ts';
import { hpaActive } from '../../../lib/kubernetes/autoscaler.ts';
import { run, until } from '../../../lib/step/actions.ts';
import type { StepContext } from '../../../lib/step/step.ts';
import { ADAPTER, HPA, principal } from '../../../runbook/tutorial/names.ts';
import { drill } from '../drill.ts';
import { autoscalerGoals } from '../world/autoscaler-goals.ts';
import { autoscalerBlind } from '../world/symptoms.ts';

const ROLE = 'roles/monitoring.viewer';

export const adapterRole = drill({
  id: 'adapter-role',
  title: { en: 'The autoscaler that went blind', zh: '看不见指标的自动扩缩器' },
  story: {
    en: 'Since a clean-up of the IAM policy last night the autoscaler shows <unknown>. The security team says that it removed only "roles of service accounts that no longer exist". Users are still served, by one replica.',
    zh: '昨晚清理 IAM 政策之后，自动扩缩器一直显示 <unknown>。安全团队说只删除了“已不存在的服务账号的角色”。用户还能得到服务，但只有一个副本。',
  },
  goal: {
    en: 'The HorizontalPodAutoscaler of the model server reads its metric again.',
    zh: '模型服务器的 HorizontalPodAutoscaler 重新读到指标。',
  },
  hints: [
    {
      en: 'The autoscaler asks custom.metrics.k8s.io, and the metrics adapter answers for it. Which of the two has the trouble?',
      zh: '自动扩缩器查询 custom.metrics.k8s.io，由指标适配器应答。问题出在哪一边？',
    },
    {
      en: 'The adapter says "not found" for everything that it may not read. Its log says the truth: kubectl logs -n custom-metrics deployment/custom-metrics-stackdriver-adapter. npm run doctor follows the whole path.',
      zh: '适配器对没有权限读取的内容一律回答 "not found"，日志里才是真正的原因：kubectl logs -n custom-metrics deployment/custom-metrics-stackdriver-adapter。npm run doctor 会检查整条链路。',
    },
    {
      en: "Grant roles/monitoring.viewer on the project to the principal of the adapter's service account. The binding takes effect after a few minutes.",
      zh: '在项目上把 roles/monitoring.viewer 授予适配器服务账号的 principal。绑定几分钟后生效。',
    },
  ],
  debrief: {
    en: '<unknown> on an autoscaler: follow the metric from the pods to the autoscaler (npm run doctor), and read the log of the adapter before its answer. Workload identities are principals of the project and not service accounts: tools that list unused service accounts do not know them.',
    zh: '自动扩缩器显示 <unknown>：沿着指标从 Pod 到自动扩缩器逐段检查（npm run doctor），先看适配器的日志，再看它的应答。Workload Identity 是项目中的 principal，而不是服务账号：列出闲置服务账号的工具看不到它们。',
  },
  minutes: 15,
  level: 2,
  topics: ['autoscaler', 'IAM', 'metrics adapter'],
  source: 'GoogleCloudPlatform/k8s-stackdriver#315',
  stage: 'scaling',
  broken: function* ({ config }) {
    yield run(policy('remove', { config }, ROLE));
    yield* until(autoscalerBlind({ config }));
  },
  items: autoscalerGoals,
  solution: ({ config }) => [
    {
      why: {
        en: 'The log of the adapter says that the permission monitoring.timeSeries.list is denied, and its principal has no role.',
        zh: '适配器的日志说明 monitoring.timeSeries.list 权限被拒绝，而它的 principal 没有任何角色。',
      },
      actions: [run(kubectl`logs deployment/${ADAPTER.name} -n ${ADAPTER.namespace} --tail=20`)],
    },
    {
      why: { en: 'Grant the role, and wait until it takes effect.', zh: '授予角色，等待生效。' },
      actions: (function* () {
        yield run(policy('add', { config }, ROLE));
        yield* until(hpaActive({ name: HPA, namespace: config.NAMESPACE }));
      })(),
    },
  ],
});

function policy(verb: 'add' | 'remove', { config }: StepContext, role: string) {
  const member = principal(config, ADAPTER.namespace, ADAPTER.name);
  return gcloud`projects ${verb}-iam-policy-binding ${config.PROJECT_ID} --role=${role} --member=${member} --condition=None`;
}
