import { kubectl } from '../../../lib/command/command.ts';
import { latest } from '../../../lib/metrics/conditions.ts';
import type { Session } from '../../../lib/session/session.ts';
import { run, until } from '../../../lib/step/actions.ts';
import { type Condition, met, pending } from '../../../lib/wait/condition.ts';
import { duration } from '../../../lib/wait/duration.ts';
import { runningRequests } from '../../../runbook/metrics/queries.ts';
import { serverReady } from '../../../runbook/model-server/ready.ts';
import { SERVICE } from '../../../runbook/tutorial/names.ts';
import { drill } from '../drill.ts';
import { merge, readyReplicas } from '../world/replicas.ts';

export const stickyLoad = drill({
  id: 'sticky-load',
  title: { en: 'Two replicas, one at work', zh: '两个副本，一个干活' },
  story: {
    en: 'A chat client lost its context now and then, so the Service was changed "to keep a user on one server". Now all users come through the gateway of the company. The autoscaler has added a second replica, the bill has doubled, and the latency is what it was.',
    zh: '聊天客户端偶尔丢上下文，于是有人改了 Service，“让同一个用户固定在一台服务器上”。现在所有用户都经过公司的网关进来。自动扩缩器加了第二个副本，费用翻倍，延迟却和原来一样。',
  },
  goal: {
    en: 'Two replicas are ready, and both of them run requests of the load.',
    zh: '两个副本就绪，并且都在处理负载的请求。',
  },
  hints: [
    {
      en: 'Compare the replicas, not their sum: how many requests does each of them run? The charts of 13-scale-out have a line for each pod.',
      zh: '不要看总和，要分副本比较：各自在处理多少请求？13-scale-out 的图表里每个 Pod 一条线。',
    },
    {
      en: 'Both pods are endpoints of the Service, so something decides that one of them gets all connections: kubectl describe service vllm-service -n vllm.',
      zh: '两个 Pod 都是 Service 的端点，说明是某个设置让其中一个拿到了所有连接：kubectl describe service vllm-service -n vllm。',
    },
    {
      en: 'sessionAffinity: ClientIP sends all connections of one address to one pod, and the gateway has one address: kubectl patch service vllm-service -n vllm -p \'{"spec":{"sessionAffinity":"None"}}\'.',
      zh: 'sessionAffinity: ClientIP 会把同一个地址的所有连接都发给同一个 Pod，而网关只有一个地址：kubectl patch service vllm-service -n vllm -p \'{"spec":{"sessionAffinity":"None"}}\'。',
    },
  ],
  debrief: {
    en: 'A Service chooses a pod for each connection, not for each request. Affinity by address, and connections that a client keeps open for hours, both leave a new replica idle: after each scale-out look at the replicas one by one. vLLM keeps no conversation between requests, so it needs no affinity; clients should open new connections now and then (as 10-load does).',
    zh: 'Service 是按连接选 Pod，不是按请求。按地址保持会话，或者客户端几小时不断开连接，都会让新副本闲着：每次扩容之后要逐个副本看。vLLM 不在请求之间保存对话，不需要会话保持；客户端应当时不时新建连接（10-load 就是这样做的）。',
  },
  minutes: 15,
  level: 2,
  topics: ['Service', 'load balancing', 'autoscaler'],
  source: 'kubernetes/kubernetes#55603',
  stage: 'scaling',
  load: true,
  broken: function* (context) {
    yield run(merge('service', SERVICE, context, { spec: { sessionAffinity: 'ClientIP' } }));
    yield* until(serverReady(context, 2, '90m'));
    yield* until(atWork('one of two replicas is idle', ([most, least]) => most > 0 && least === 0));
  },
  items: (context) => [
    {
      what: { en: 'Both replicas serve', zh: '两个副本都在服务' },
      points: 100,
      met: { en: 'Two replicas run requests.', zh: '两个副本都在处理请求。' },
      unmet: { en: 'Fewer than two ready replicas run requests.', zh: '正在处理请求的就绪副本不到两个。' },
      ask: async (session) => share(await requestsOf(session)),
    },
    {
      what: { en: 'Two replicas are ready', zh: '两个副本就绪' },
      points: 0,
      met: { en: 'Two replicas are ready.', zh: '两个副本就绪。' },
      unmet: { en: 'Fewer than two replicas are ready.', zh: '就绪的副本不到两个。' },
      ask: async (session) => (await serverReady(context, 2).look(session, session.signal)).state === 'met',
    },
  ],
  solution: (context) => [
    {
      why: {
        en: 'The Service sends all connections of one address to one pod, and all users have the address of the gateway.',
        zh: 'Service 把同一个地址的所有连接都发给同一个 Pod，而所有用户都是网关的地址。',
      },
      actions: (function* () {
        yield run(kubectl`describe service ${SERVICE} -n ${context.config.NAMESPACE}`);
        yield run(merge('service', SERVICE, context, { spec: { sessionAffinity: 'None' } }));
        yield* until(bothAtWork);
      })(),
    },
  ],
});

/** The requests that each ready replica runs, by its newest sample in Cloud Monitoring. */
async function requestsOf(session: Session): Promise<readonly number[]> {
  const { signal } = session;
  const series = await session.metrics.query(runningRequests(session.config), { signal });
  const running = new Map(series.map((one) => [one.labels.pod, latest(one)]));
  return (await readyReplicas(session)).map(({ metadata }) => running.get(metadata.name) ?? 0);
}

/** Each of two has at least a tenth. */
function share(requests: readonly number[]): boolean {
  const all = requests.reduce((sum, one) => sum + one, 0);
  return requests.filter((one) => one >= Math.max(1, all / 10)).length >= 2;
}

function atWork(what: string, holds: (sorted: readonly [number, number]) => boolean): Condition {
  return {
    what,
    placeholder: true,
    timeout: duration('30m'),
    look: async (session) => {
      const [most, least] = (await requestsOf(session)).toSorted((a, b) => b - a);
      if (most === undefined || least === undefined) return pending('fewer than two replicas');
      return holds([most, least]) ? met(true) : pending(`${most} and ${least} requests`);
    },
  };
}

export const bothAtWork = atWork('both replicas run requests', share);
