import { perHourOf } from '../../../lib/runner/meter.ts';
import type { Session } from '../../../lib/session/session.ts';
import { costPerHour } from '../../../runbook/cost/prices.ts';
import { billed } from '../../../runbook/cost/so-far.ts';
import { number, type Question, wrong } from '../question.ts';
import { theLoad, tokensWith, waitingIn } from '../run/stairs.ts';

const REQUESTS = "plot(await charts.requests({ last: '1h' }))";
const TOKENS = "plot(await charts.tokens({ last: '1h' }))";
/** The autoscaler ignores an average within this factor of its target. */
const TOLERANCE = 1.1;

/** 03-explore: the target, and the cost. */
export const choices: readonly Question[] = [
  {
    id: 'largest-target',
    section: 'threshold',
    question: {
      en: 'What is the largest whole HPA_TARGET with which your queue of 512 loops gets a second replica? The autoscaler tolerates 10 %.',
      zh: '512 个循环的队列要触发第二个副本，HPA_TARGET 最大可以是多少（整数）？自动扩缩器有 10% 的容差。',
    },
    look: `${REQUESTS}: queue ÷ 1.1`,
    explanation: {
      en: 'Above it the average is within 10 % of the target or below it, and the autoscaler does nothing.',
      zh: '超过这个值，平均值与目标相差不到 10% 或低于目标，自动扩缩器不会动作。',
    },
    kind: number('requests', 0.01),
    key: async (session) => {
      const waiting = await waitingIn(512, session);
      if (waiting === undefined) return undefined;
      return {
        right: Math.ceil(waiting / TOLERANCE) - 1,
        mistakes: [
          wrong(
            waiting,
            'At this target the average is on the target: nothing happens. Mind the 10 %.',
            '此时平均值正好等于目标，不会扩容。注意 10% 的容差。',
          ),
          wrong(
            waiting / 2,
            'It need not reach two full replicas: ceil() rounds up.',
            '不必达到两个副本的量：ceil() 会向上取整。',
          ),
        ],
      };
    },
  },
  {
    id: 'cost-per-million',
    section: 'shapes',
    question: {
      en: 'What do a million tokens cost with 512 loops on one node, at list price of the TPU node?',
      zh: '512 个循环、一个节点时，按 TPU 节点标价，一百万个 token 花多少美元？',
    },
    look: `${TOKENS}; the price of the node: npm run plan`,
    explanation: {
      en: 'price an hour ÷ (tokens a second × 3600) × 1,000,000. With few requests the same node makes each token dearer.',
      zh: '每小时价格 ÷ (每秒 token 数 × 3600) × 1,000,000。请求越少，同一节点上每个 token 就越贵。',
    },
    kind: number('$', 0.12),
    key: async (session) => {
      const [full, few] = [await tokensWith(512, session), await tokensWith(32, session)];
      if (full === undefined) return undefined;
      const why = ['That is with 32 loops.', '这是 32 个循环时的费用。'] as const;
      return { right: perMillion(full, session), mistakes: [wrong(few && perMillion(few, session), ...why)] };
    },
  },
  {
    id: 'left-per-hour',
    section: 'cleanup',
    question: {
      en: 'What does your project cost an hour now, at list price?',
      zh: '现在您的项目按标价每小时多少美元？',
    },
    look: 'npm run status',
    explanation: {
      en: 'Only deleting ends the bill. The end of the load, and an empty queue, change nothing.',
      zh: '只有删除资源才会停止计费。负载停止、队列清空都不会改变费用。',
    },
    kind: number('$/h', 0.02),
    key: async (session) => {
      // Without a run there was nothing to delete.
      if (!(await theLoad(512, session))) return undefined;
      const { base, tpuNode } = costPerHour(session.config);
      const why = ['That was before the cleanup.', '这是清理之前的费用。'] as const;
      return {
        right: perHourOf(await billed(session)),
        mistakes: [wrong(base + tpuNode, ...why), wrong(tpuNode, ...why)],
      };
    },
  },
];

/** US dollars for a million tokens. */
const perMillion = (tokens: number, { config }: Session): number =>
  (costPerHour(config).tpuNode / (tokens * 3600)) * 1e6;
