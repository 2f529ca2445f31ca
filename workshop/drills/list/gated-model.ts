import { kubectl } from '../../../lib/command/command.ts';
import { apply, run, until } from '../../../lib/step/actions.ts';
import { parameters } from '../../../runbook/model-server/parameters.ts';
import { serverReady } from '../../../runbook/model-server/ready.ts';
import { manifest } from '../../../runbook/tutorial/manifests.ts';
import { DEPLOYMENT } from '../../../runbook/tutorial/names.ts';
import { drill } from '../drill.ts';
import { CONTAINER, patchServer } from '../world/changes.ts';
import { anyModelAnswers } from '../world/server.ts';
import { serverGoals } from '../world/server-goals.ts';
import { restarted } from '../world/symptoms.ts';

/** Where the manifest has --model. */
export const MODEL_ARGUMENT = `${CONTAINER}/args/4`;
const OPEN = 'Qwen/Qwen3-32B';

export const gatedModel = drill({
  id: 'gated-model',
  title: { en: 'The model that has to be asked for', zh: '需要申请的模型' },
  story: {
    en: 'A new colleague deployed the model server with a token of a new account. The token is valid: the website shows it as just used. The server ends after half a minute, again and again. The customer comes in two hours and wants to see any good open model on TPUs; which one was never agreed.',
    zh: '新同事用新账号的令牌部署了模型服务器。令牌有效：网站上显示刚刚使用过。但服务器每次启动半分钟后就退出。客户两小时后到，想看一个好的开放模型跑在 TPU 上，从来没说定是哪一个。',
  },
  goal: {
    en: 'The model server is ready, and a model of your choice answers a completion request.',
    zh: '模型服务器就绪，由你选择的模型能回答补全请求。',
  },
  hints: [
    {
      en: 'The container ends by itself, so its log has the reason: kubectl logs deployment/vllm-tpu -c vllm-tpu -n vllm --previous',
      zh: '容器是自己退出的，所以日志里有原因：kubectl logs deployment/vllm-tpu -c vllm-tpu -n vllm --previous',
    },
    {
      en: '401 is a wrong token. 403 is a right token of an account that the authors of the model have not admitted. Can you do something about that within two hours? What needs no admission?',
      zh: '401 是令牌不对。403 是令牌没问题，但账号没有得到模型作者的许可。两小时之内能解决吗？什么模型不需要许可？',
    },
    {
      en: 'Serve a model without a gate that fits into 8 chips, such as Qwen/Qwen3-32B: change --model in the args of the Deployment (kubectl edit deployment vllm-tpu -n vllm).',
      zh: '改用不需要申请、8 个芯片放得下的模型，例如 Qwen/Qwen3-32B：修改 Deployment 的 args 中的 --model（kubectl edit deployment vllm-tpu -n vllm）。',
    },
  ],
  debrief: {
    en: 'Accept the licence with the account of the token days before you need the model: the authors may take their time, and npx tsx runbook/00-preflight.ts asks the Hub before anything is billed. All models of a family share the gate, in each size. A TPU that waits for a licence costs as much as one that serves.',
    zh: '在需要模型之前几天，就用令牌所属的账号接受许可：作者审批需要时间；npx tsx runbook/00-preflight.ts 会在产生费用之前先问 Hub。同一系列的模型，不论大小都要申请。等许可的 TPU 和提供服务的 TPU 一样贵。',
  },
  minutes: 15,
  level: 2,
  topics: ['Hugging Face', 'licence', 'logs'],
  source: 'McGill-NLP/llm2vec#36',
  stage: 'cluster',
  faults: [{ name: 'hf-license' }],
  broken: function* (context) {
    const { config } = context;
    yield apply(manifest('vllm-llama3-70b.yaml'), { namespace: config.NAMESPACE, parameters: parameters(config) });
    yield* until(restarted(context, DEPLOYMENT, 1));
  },
  items: (context) => {
    const [ready, answers] = serverGoals(context);
    return [ready!, { ...answers!, ask: anyModelAnswers }];
  },
  solution: (context) => [
    {
      why: {
        en: 'The log says 403: the account of the token is not in the list of those who may read the model.',
        zh: '日志是 403：令牌所属的账号不在允许读取该模型的名单里。',
      },
      actions: [
        run(
          kubectl`logs deployment/${DEPLOYMENT} -c ${DEPLOYMENT} -n ${context.config.NAMESPACE} --previous --tail=10`,
        ),
      ],
    },
    {
      why: { en: `${OPEN} has no gate and fits on the machine.`, zh: `${OPEN} 不需要申请，机器也放得下。` },
      actions: (function* () {
        yield run(patchServer(context, { op: 'replace', path: MODEL_ARGUMENT, value: `--model=${OPEN}` }));
        yield* until(serverReady(context, 1, '90m'));
      })(),
    },
  ],
});
