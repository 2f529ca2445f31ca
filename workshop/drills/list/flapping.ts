import { type Command, kubectl } from '../../../lib/command/command.ts';
import { type KubernetesObject, kubernetes, list } from '../../../lib/kubernetes/objects.ts';
import { condition } from '../../../lib/kubernetes/pods.ts';
import type { Session } from '../../../lib/session/session.ts';
import { run, until } from '../../../lib/step/actions.ts';
import type { StepContext } from '../../../lib/step/step.ts';
import { type Condition, met, pending } from '../../../lib/wait/condition.ts';
import { duration, formatDuration } from '../../../lib/wait/duration.ts';
import { HPA } from '../../../runbook/tutorial/names.ts';
import { drill } from '../drill.ts';
import { autoscalerReads } from '../world/autoscaler.ts';
import { autoscalerItem } from '../world/autoscaler-goals.ts';
import { merge, readyReplicas } from '../world/replicas.ts';

/** With the wrong target, a replica goes within one minute. */
const HELD = duration('3m');

/** One replica has some 380 requests in its queue, two have 130 each. */
const TARGET = { wrong: '300', right: '50' } as const;

export const flapping = drill({
  id: 'flapping',
  title: { en: 'Up, down, up, down', zh: '扩了又缩，缩了又扩' },
  story: {
    en: 'To save money somebody tuned the autoscaler: "react at once, and only when it is really bad". The load is the same all day, and yet the second replica comes and goes: it loads for minutes, serves for one, and is removed. Users see the queue of one replica all the time, and the bill shows two machines.',
    zh: '为了省钱，有人调过自动扩缩器：“要立即反应，而且真的撑不住了才扩”。负载全天都一样，第二个副本却来了又走：加载几分钟，服务一分钟，就被缩掉。用户一直在排单副本的队，账单上却是两台机器。',
  },
  goal: {
    en: `Under the load that runs, two replicas have been ready for ${formatDuration(HELD)}, and an autoscaler that may add and remove one wants both.`,
    zh: `在当前负载下，两个副本已连续就绪 ${formatDuration(HELD)}，并且可以增减副本的自动扩缩器自己也想要两个。`,
  },
  hints: [
    {
      en: 'kubectl describe hpa vllm-hpa -n vllm: its events have a size and a reason each. What was measured when it went up, and what when it went down?',
      zh: 'kubectl describe hpa vllm-hpa -n vllm：每个事件都有副本数和原因。扩的时候测到的是多少？缩的时候呢？',
    },
    {
      en: 'replicas = ceil(replicas now × average / target). Compute it for one replica (a queue of some 380) and for two (some 130 each) with the present target. Which number does each give?',
      zh: '副本数 = ceil(当前副本数 × 平均值 / 目标值)。用现在的目标值分别算一下：一个副本（队列约 380）和两个副本（各约 130），各得几？',
    },
    {
      en: `Choose a target at which two replicas still want two: 2 × 130 / target above 1, for example averageValue: "${TARGET.right}", and give scaleDown a stabilizationWindowSeconds of 300 (kubectl edit hpa vllm-hpa -n vllm).`,
      zh: `选一个让两个副本仍然需要两个副本的目标值：2 × 130 / 目标值大于 1，例如 averageValue: "${TARGET.right}"，并把 scaleDown 的 stabilizationWindowSeconds 设为 300（kubectl edit hpa vllm-hpa -n vllm）。`,
    },
  ],
  debrief: {
    en: 'An autoscaler is stable if, after it has acted, its own formula gives the new number again. A queue shrinks as soon as a replica is added, so with a high target the autoscaler removes the very replica that shortened it. A window only delays that; a lower target, or a metric that stays (running requests, KV cache), prevents it. And for a server that needs minutes to start, scale down slowly.',
    zh: '自动扩缩器稳定的条件是：扩缩之后再用自己的公式算一遍，得到的还是新的副本数。副本一加，队列就变短；目标值设得太高，自动扩缩器就会把刚刚缩短队列的那个副本又缩掉。稳定窗口只能推迟，降低目标值，或者换一个不会归零的指标（正在处理的请求数、KV 缓存）才能避免。启动要几分钟的服务，缩容一定要慢。',
  },
  minutes: 25,
  level: 3,
  topics: ['autoscaler', 'stabilization', 'target'],
  source: 'divviup/janus#3871',
  stage: 'scaling',
  load: true,
  broken: function* (context) {
    const scaleDown = { stabilizationWindowSeconds: 0, policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] };
    yield run(tune(context, TARGET.wrong, { scaleDown }));
    yield* until(
      kubernetes({
        what: 'the autoscaler has removed the replica that it added',
        placeholder: true,
        timeout: duration('90m'),
        of: { resource: 'events', namespace: context.config.NAMESPACE },
        judge: (events) =>
          events.some(({ reason, message }) => reason === 'SuccessfulRescale' && message.startsWith('New size: 1'))
            ? met(true)
            : pending('not removed'),
      }),
    );
  },
  items: () => [
    {
      what: { en: 'Two replicas stay', zh: '两个副本保持不变' },
      points: 60,
      met: {
        en: `Two replicas have been ready for ${formatDuration(HELD)}.`,
        zh: `两个副本已连续就绪 ${formatDuration(HELD)}。`,
      },
      unmet: {
        en: `Fewer than two replicas have been ready for ${formatDuration(HELD)}.`,
        zh: `连续就绪 ${formatDuration(HELD)} 的副本不到两个。`,
      },
      ask: async (session) => (await heldReplicas(session)) >= 2,
    },
    {
      what: { en: 'The autoscaler wants both', zh: '自动扩缩器两个都想要' },
      points: 40,
      met: { en: 'The autoscaler wants two replicas.', zh: '自动扩缩器想要两个副本。' },
      unmet: {
        en: 'Two replicas do not stay, or the autoscaler wants one and only waits for its window to end (ScaleDownStabilized).',
        zh: '两个副本没有保持住，或者自动扩缩器只想要一个，只是在等稳定窗口结束（ScaleDownStabilized）。',
      },
      ask: async (session) => (await heldReplicas(session)) >= 2 && (await wantsBoth(session)),
    },
    autoscalerItem,
  ],
  solution: (context) => [
    {
      why: {
        en: `With a target of ${TARGET.wrong}, one replica wants two (380 / ${TARGET.wrong}) and two want one (2 × 130 / ${TARGET.wrong}). With ${TARGET.right}, two want two.`,
        zh: `目标值为 ${TARGET.wrong} 时，一个副本要变成两个（380 / ${TARGET.wrong}），两个又要变回一个（2 × 130 / ${TARGET.wrong}）。目标值为 ${TARGET.right} 时，两个仍是两个。`,
      },
      actions: (function* () {
        yield run(kubectl`describe hpa ${HPA} -n ${context.config.NAMESPACE}`);
        yield run(tune(context, TARGET.right, { scaleDown: { stabilizationWindowSeconds: 300 } }));
        yield* until(replicasHeld);
      })(),
    },
  ],
});

function tune(context: StepContext, averageValue: string, behavior: object): Command {
  const metric = { name: 'prometheus.googleapis.com|vllm:num_requests_waiting|gauge' };
  const metrics = [{ type: 'Pods', pods: { metric, target: { type: 'AverageValue', averageValue } } }];
  return merge('hpa', HPA, context, { spec: { metrics, behavior } });
}

/** The autoscaler reads its metric, and no window delays a removal. */
async function wantsBoth(session: Session): Promise<boolean> {
  const hpas = await list({ resource: 'hpa', namespace: session.config.NAMESPACE }, session, session.signal);
  const delayed = hpas.some((hpa) => condition(hpa, 'AbleToScale')?.reason === 'ScaleDownStabilized');
  return !delayed && (await autoscalerReads(session));
}

/** How many replicas have been ready that long. */
async function heldReplicas(session: Session): Promise<number> {
  const before = session.target.clock.now() - HELD;
  const since = ({ status }: KubernetesObject): number =>
    Date.parse(status.conditions.find(({ type }: { type: string }) => type === 'Ready').lastTransitionTime);
  return (await readyReplicas(session)).filter((pod) => since(pod) <= before).length;
}

/** Two replicas have been ready that long. */
export const replicasHeld: Condition = {
  what: `two replicas have been ready for ${formatDuration(HELD)}`,
  placeholder: true,
  timeout: duration('60m'),
  look: async (session) => {
    const count = await heldReplicas(session);
    return count >= 2 ? met(true) : pending(`${count} replicas`);
  },
};
