import { kubectl } from '../../../lib/command/command.ts';
import { run, until } from '../../../lib/step/actions.ts';
import { serverReady } from '../../../runbook/model-server/ready.ts';
import { DEPLOYMENT, SERVER_PORT } from '../../../runbook/tutorial/names.ts';
import { drill } from '../drill.ts';
import { CONTAINER, patchServer } from '../world/changes.ts';
import { serverGoals } from '../world/server-goals.ts';
import { restarted } from '../world/symptoms.ts';

const HEALTH = { httpGet: { path: '/health', port: SERVER_PORT } };

export const probeBudget = drill({
  id: 'probe-budget',
  title: { en: 'Shot while loading', zh: '加载途中被终止' },
  story: {
    en: 'The platform team replaced the probes of all services with its standard. Web servers did not notice. The model server restarts again and again: its log always ends in the middle of the start, without an error. Somebody suspects the TPU.',
    zh: '平台团队把所有服务的探针换成了统一标准。Web 服务毫无影响，模型服务器却不断重启：日志总是在启动途中断掉，没有任何报错。有人怀疑是 TPU 坏了。',
  },
  goal: {
    en: 'The model server is ready and answers a completion request.',
    zh: '模型服务器就绪，并能回答补全请求。',
  },
  hints: [
    {
      en: 'Who ended the process: itself, the kernel, or the kubelet? kubectl describe pod -l app=vllm-tpu -n vllm shows the last state and the events.',
      zh: '进程是自己退出的，还是被内核或 kubelet 终止的？kubectl describe pod -l app=vllm-tpu -n vllm 里有上一次的状态和事件。',
    },
    {
      en: 'The kubelet ends a container whose liveness probe fails. How many seconds does the probe give, and how many does a start take?',
      zh: '存活探针失败，kubelet 就会终止容器。探针总共给了多少秒？一次启动要多少秒？',
    },
    {
      en: 'Add a startupProbe on /health with periodSeconds: 10 and failureThreshold: 360. The other probes begin after it succeeds.',
      zh: '添加 startupProbe：/health，periodSeconds: 10，failureThreshold: 360。它成功之后，其他探针才开始工作。',
    },
  ],
  debrief: {
    en: 'Restarts without an error in the log: look at the events for Killing before you suspect the machine. period × failureThreshold is a budget. A startupProbe has the budget of the slowest start (download and compilation), the livenessProbe that of a hang.',
    zh: '不断重启而日志里没有报错：怀疑机器之前，先在事件里找 Killing。period × failureThreshold 就是时间预算。startupProbe 的预算要按最慢的启动（下载加编译）来定，livenessProbe 的预算按卡死来定。',
  },
  minutes: 10,
  level: 2,
  topics: ['probes', 'restarts', 'events'],
  source: 'vllm-project/aibrix#772',
  stage: 'serving',
  broken: function* (context) {
    yield run(
      patchServer(
        context,
        { op: 'remove', path: `${CONTAINER}/startupProbe` },
        // The defaults of Kubernetes: three failures, ten seconds apart.
        { op: 'replace', path: `${CONTAINER}/livenessProbe`, value: HEALTH },
      ),
    );
    yield* until(restarted(context, DEPLOYMENT, 2));
  },
  items: serverGoals,
  solution: (context) => [
    {
      why: {
        en: 'The events say "failed liveness probe, will be restarted": 30 seconds are less than a start takes.',
        zh: '事件是 "failed liveness probe, will be restarted"：30 秒不够启动。',
      },
      actions: (function* () {
        yield run(kubectl`get events -n ${context.config.NAMESPACE} --field-selector=reason=Killing`);
        const value = { ...HEALTH, periodSeconds: 10, failureThreshold: 360 };
        yield run(patchServer(context, { op: 'add', path: `${CONTAINER}/startupProbe`, value }));
        yield* until(serverReady(context, 1, '90m'));
      })(),
    },
  ],
});
