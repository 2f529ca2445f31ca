import { number, type Question, wrong } from '../question.ts';
import { nodeAskedAt, targetOf } from '../run/autoscaler.ts';
import { oneReplica, peak, theScaleOut } from '../run/scale-out.ts';

const MINUTE = 60_000;

/** 02-autoscale: the second replica. */
export const scaleOut: readonly Question[] = [
  {
    id: 'wanted-replicas',
    section: 'autoscaler',
    question: {
      en: 'How many replicas did the autoscaler compute at the longest queue, before the limit of maxReplicas?',
      zh: '队列最长时，自动扩缩器算出的副本数是多少？不考虑 maxReplicas 的上限。',
    },
    look: 'kubectl get hpa -n vllm (TARGETS)',
    explanation: {
      en: 'ceil(replicas × average ÷ target). Without maxReplicas the bill would follow the queue.',
      zh: 'ceil(副本数 × 平均值 ÷ 目标)。如果没有 maxReplicas，账单会随队列一起增长。',
    },
    kind: number('replicas', 0.03),
    key: async (session) => {
      const [phase, target] = [await oneReplica(session), await targetOf(session)];
      if (!phase || target === undefined) return undefined;
      const { MAX_REPLICAS } = session.config;
      const { waiting } = peak(phase.moments);
      return {
        right: Math.ceil(waiting / target),
        mistakes: [
          wrong(
            MAX_REPLICAS,
            'That is maxReplicas. The autoscaler computed more.',
            '这是 maxReplicas；自动扩缩器算出的更多。',
          ),
          wrong(waiting, 'That is the queue. Divide it by the target.', '这是队列长度，还要除以目标值。'),
        ],
      };
    },
  },
  {
    id: 'node-request',
    section: 'scale-out',
    question: {
      en: 'How many seconds passed between the first waiting request in Cloud Monitoring and the request for the second node?',
      zh: '从 Cloud Monitoring 中出现第一个等待的请求，到请求第二个节点，经过了多少秒？',
    },
    look: 'kubectl get events -n vllm -o custom-columns=TIME:.firstTimestamp,REASON:.reason (TriggeredScaleUp), and charts.requests',
    explanation: {
      en: 'Scrape, ingestion, adapter, the 15 seconds of the autoscaler, the scan of the cluster autoscaler; in the notebook also the time before you created the autoscaler.',
      zh: '抓取、写入、适配器、自动扩缩器的 15 秒周期、集群自动扩缩器的扫描；在笔记本中还包括您创建自动扩缩器之前的时间。',
    },
    kind: number('s', 0.25),
    key: async (session) => {
      const found = await theScaleOut(session);
      const asked = found && (await nodeAskedAt(found, session));
      if (asked === undefined) return undefined;
      const { from, to } = found!;
      const why = [
        'That is until the second replica served, not until its node was requested.',
        '这是到第二个副本开始服务的时间，而不是到请求节点的时间。',
      ] as const;
      return { right: Math.max(0, asked - from) / 1000, mistakes: [wrong((to - from) / 1000, ...why)] };
    },
  },
  {
    id: 'scale-out-minutes',
    section: 'scale-out',
    question: {
      en: 'How many minutes passed between the first waiting request and the first sample of the second replica?',
      zh: '从出现第一个等待的请求，到第二个副本的第一个样本，经过了多少分钟？',
    },
    look: "plot(await charts.requests({ last: '1h' }))",
    explanation: {
      en: 'A node, an image, the weights and the compilation. The autoscaler can only help with loads that last longer than this.',
      zh: '要等节点、镜像、权重和编译。只有持续时间超过它的负载，自动扩缩才帮得上忙。',
    },
    kind: number('min', 0.1),
    key: async (session) => {
      const found = await theScaleOut(session);
      if (!found) return undefined;
      const { from, to } = found;
      const asked = await nodeAskedAt(found, session);
      const late = asked && (to - asked) / MINUTE;
      return {
        right: (to - from) / MINUTE,
        mistakes: [
          wrong(
            late,
            'Count from the first waiting request, not from the request for the node.',
            '应从第一个等待的请求算起，而不是从请求节点算起。',
          ),
        ],
      };
    },
  },
];
