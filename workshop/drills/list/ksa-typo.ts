import { kubectl } from '../../../lib/command/command.ts';
import { kubernetes } from '../../../lib/kubernetes/objects.ts';
import { apply, run, until } from '../../../lib/step/actions.ts';
import { met, pending } from '../../../lib/wait/condition.ts';
import { duration } from '../../../lib/wait/duration.ts';
import { parameters } from '../../../runbook/model-server/parameters.ts';
import { serverReady } from '../../../runbook/model-server/ready.ts';
import { manifest } from '../../../runbook/tutorial/manifests.ts';
import { DEPLOYMENT } from '../../../runbook/tutorial/names.ts';
import { drill } from '../drill.ts';
import { serverGoals } from '../world/server-goals.ts';

const TYPO = 'vllm-kas';

export const ksaTypo = drill({
  id: 'ksa-typo',
  title: { en: 'A Deployment without pods', zh: '没有 Pod 的 Deployment' },
  story: {
    en: 'The manifest was applied, and kubectl said "created". kubectl get pods shows nothing at all: no Pending, no error. The TPU node is idle and is billed.',
    zh: '清单已经应用，kubectl 显示 "created"。但 kubectl get pods 什么也没有：没有 Pending，也没有报错。TPU 节点空闲着，却在计费。',
  },
  goal: {
    en: 'The model server is ready and answers a completion request.',
    zh: '模型服务器就绪，并能回答补全请求。',
  },
  hints: [
    {
      en: 'No pod means that nobody could create one. Who creates the pods of a Deployment, and where does it report?',
      zh: '没有 Pod，说明创建 Pod 的一方失败了。Deployment 的 Pod 由谁创建？它在哪里报告错误？',
    },
    {
      en: 'Read the events of the ReplicaSet: kubectl describe replicaset -n vllm. Then compare with kubectl get serviceaccounts -n vllm.',
      zh: '查看 ReplicaSet 的事件：kubectl describe replicaset -n vllm。再与 kubectl get serviceaccounts -n vllm 对照。',
    },
    {
      en: 'The Deployment names a service account that does not exist: set the right one with kubectl set serviceaccount deployment vllm-tpu NAME -n vllm.',
      zh: 'Deployment 引用的服务账号不存在：用 kubectl set serviceaccount deployment vllm-tpu NAME -n vllm 改成正确的名称。',
    },
  ],
  debrief: {
    en: 'Deployment without pods: first the events of the ReplicaSet (FailedCreate). The Deployment repeats them in its condition ReplicaFailure. The same place shows quotas of the namespace and refusals of admission webhooks.',
    zh: 'Deployment 没有 Pod：先看 ReplicaSet 的事件（FailedCreate），Deployment 的 ReplicaFailure 条件里也有同样的内容。命名空间配额和准入 webhook 的拒绝也在这里。',
  },
  minutes: 10,
  level: 1,
  topics: ['service account', 'ReplicaSet', 'events'],
  source: 'kubernetes-client/javascript#300',
  stage: 'cluster',
  broken: function* ({ config }) {
    const { NAMESPACE: namespace } = config;
    const wrong = parameters({ ...config, KSA_NAME: TYPO });
    yield apply(manifest('vllm-llama3-70b.yaml'), { namespace, parameters: wrong });
    yield* until(
      kubernetes({
        what: 'the ReplicaSet cannot create a pod',
        placeholder: true,
        timeout: duration('10m'),
        of: { resource: 'deployment', name: DEPLOYMENT, namespace },
        judge: ([deployment]) =>
          deployment?.status?.conditions?.some(({ type }: { type: string }) => type === 'ReplicaFailure')
            ? met(true)
            : pending('no failure'),
      }),
    );
  },
  items: serverGoals,
  solution: ({ config }) => [
    {
      why: {
        en: `The events of the ReplicaSet name the service account ${TYPO}, which does not exist. The one with access to the bucket is ${config.KSA_NAME}.`,
        zh: `ReplicaSet 的事件指出服务账号 ${TYPO} 不存在。有权访问存储桶的是 ${config.KSA_NAME}。`,
      },
      actions: (function* () {
        yield run(kubectl`describe replicaset -n ${config.NAMESPACE}`);
        yield run(kubectl`set serviceaccount deployment ${DEPLOYMENT} ${config.KSA_NAME} -n ${config.NAMESPACE}`);
        yield* until(serverReady({ config }, 1, '90m'));
      })(),
    },
  ],
});
