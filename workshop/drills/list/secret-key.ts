import { kubectl, withSecret } from '../../../lib/command/command.ts';
import { run, until } from '../../../lib/step/actions.ts';
import { serverReady } from '../../../runbook/model-server/ready.ts';
import { DEPLOYMENT } from '../../../runbook/tutorial/names.ts';
import { drill } from '../drill.ts';
import { CONTAINER, patchServer } from '../world/changes.ts';
import { serverGoals } from '../world/server-goals.ts';
import { waitsFor } from '../world/symptoms.ts';

const KEY = 'token';

export const secretKey = drill({
  id: 'secret-key',
  title: { en: 'The Secret is there', zh: 'Secret 明明存在' },
  story: {
    en: 'The token of Hugging Face was rotated today, for the first time with the new secret manager. It reports "synced", and kubectl get secret hf-secret -n vllm shows a Secret that is two minutes old. The restarted model server does not start.',
    zh: '今天轮换了 Hugging Face 令牌，第一次用新的密钥管理工具。工具显示 "synced"，kubectl get secret hf-secret -n vllm 也能看到一个两分钟前创建的 Secret。但重启后的模型服务器起不来。',
  },
  goal: {
    en: 'The model server is ready and answers a completion request.',
    zh: '模型服务器就绪，并能回答补全请求。',
  },
  hints: [
    {
      en: 'The status of the pod is no Pending and no crash. What does the container wait for? kubectl describe pod -l app=vllm-tpu -n vllm',
      zh: 'Pod 的状态既不是 Pending，也不是崩溃。容器在等什么？kubectl describe pod -l app=vllm-tpu -n vllm',
    },
    {
      en: 'A Secret has keys. Which one does the Deployment want, and which one is there? kubectl describe secret hf-secret -n vllm shows names and sizes, no values.',
      zh: 'Secret 里有键。Deployment 要的是哪个键，实际有的是哪个？kubectl describe secret hf-secret -n vllm 只显示键名和大小，不显示值。',
    },
    {
      en: 'Change the key in secretKeyRef of the Deployment (kubectl edit deployment vllm-tpu -n vllm), or create the Secret with the key hf_api_token from standard input, as npx tsx runbook/03-secret.ts does.',
      zh: '修改 Deployment 的 secretKeyRef 中的键（kubectl edit deployment vllm-tpu -n vllm），或者像 npx tsx runbook/03-secret.ts 那样，从标准输入用键 hf_api_token 重新创建 Secret。',
    },
  ],
  debrief: {
    en: 'CreateContainerConfigError: the message names the Secret and the key. An environment variable is read when the container starts, so a rotation shows its mistake only at the next restart: restart one replica right after it.',
    zh: 'CreateContainerConfigError：消息里写着 Secret 和键名。环境变量在容器启动时才读取，所以轮换出的错要到下次重启才暴露：轮换之后立刻重启一个副本验证。',
  },
  minutes: 10,
  level: 1,
  topics: ['Secret', 'container status', 'rotation'],
  // The tool renamed the key: the same message.
  source: 'deliveryhero/helm-charts#521',
  stage: 'serving',
  broken: function* (context) {
    const { HF_TOKEN, NAMESPACE } = context.config;
    const create = kubectl`create secret generic hf-secret --from-file=${KEY}=/dev/stdin -n ${NAMESPACE}`;
    yield run(kubectl`delete secret hf-secret -n ${NAMESPACE}`);
    yield run(withSecret(create, 'HF_TOKEN', HF_TOKEN));
    yield run(kubectl`rollout restart deployment ${DEPLOYMENT} -n ${NAMESPACE}`);
    yield* until(waitsFor(context, 'CreateContainerConfigError'));
  },
  items: serverGoals,
  solution: (context) => [
    {
      why: {
        en: `The message says "couldn't find key hf_api_token in Secret": the key is called ${KEY} now.`,
        zh: `消息是 "couldn't find key hf_api_token in Secret"：现在的键名是 ${KEY}。`,
      },
      actions: (function* () {
        yield run(kubectl`describe secret hf-secret -n ${context.config.NAMESPACE}`);
        const path = `${CONTAINER}/env/0/valueFrom/secretKeyRef/key`;
        yield run(patchServer(context, { op: 'replace', path, value: KEY }));
        yield* until(serverReady(context, 1, '90m'));
      })(),
    },
  ],
});
