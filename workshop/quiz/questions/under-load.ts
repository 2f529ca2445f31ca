import { duration } from '../../../lib/wait/duration.ts';
import { number, type Question, wrong } from '../question.ts';
import { scrapeInterval } from '../run/autoscaler.ts';
import { cachePeak, ITL, quantile, TTFT, tokensPerSecond } from '../run/figures.ts';
import { oneReplica, peak } from '../run/scale-out.ts';

/** 02-autoscale: one replica under load. */
export const underLoad: readonly Question[] = [
  {
    id: 'scrape-interval',
    section: 'pod-monitoring',
    question: {
      en: 'How many seconds pass between two scrapes of a model server?',
      zh: '两次抓取同一个模型服务器的指标间隔多少秒？',
    },
    look: 'kubectl get podmonitoring -n vllm -o yaml',
    explanation: {
      en: 'A queue that forms and drains between two scrapes is invisible to the autoscaler.',
      zh: '如果队列在两次抓取之间出现又消失，自动扩缩器就看不到。',
    },
    kind: number('s', 0),
    key: async (session) => {
      const interval = await scrapeInterval(session);
      return interval === undefined ? undefined : { right: duration(interval) / 1000 };
    },
  },
  {
    id: 'peak-waiting',
    section: 'load',
    question: {
      en: 'How many requests waited at most while one replica served the load?',
      zh: '只有一个副本时，等待的请求最多有多少个？',
    },
    look: "plot(await charts.requests({ last: '1h' }))",
    explanation: {
      en: 'The loops of the load without the requests that run. Each loop waits for its answer, so the queue cannot become longer.',
      zh: '等于负载的循环数减去正在运行的请求数。每个循环都要等到回答，所以队列不会更长。',
    },
    kind: number('requests', 0.03),
    key: async (session) => {
      const phase = await oneReplica(session);
      if (!phase) return undefined;
      const { waiting, running } = peak(phase.moments);
      return {
        right: waiting,
        mistakes: [
          wrong(
            waiting + running,
            'That is every request. Some of them run and do not wait.',
            '这是全部请求，其中一部分正在运行，没有等待。',
          ),
          wrong(
            running,
            'Those requests run. The question is about those that wait.',
            '这些请求正在运行；题目问的是等待的请求。',
          ),
        ],
      };
    },
  },
  {
    id: 'running-per-replica',
    section: 'load',
    question: {
      en: 'How many requests did the first replica run at the same time at most?',
      zh: '第一个副本最多同时运行多少个请求？',
    },
    look: "plot(await charts.requests({ last: '1h' }))",
    explanation: {
      en: '--max-num-seqs of vLLM limits it. The memory of the chips would hold more.',
      zh: '由 vLLM 的 --max-num-seqs 限制；芯片内存其实还能容纳更多。',
    },
    kind: number('requests', 0.02),
    key: async (session) => {
      const phase = await oneReplica(session);
      if (!phase) return undefined;
      const { running } = peak(phase.moments);
      return { right: running, mistakes: [wrong(2 * running, 'That is both replicas.', '这是两个副本的总数。')] };
    },
  },
  {
    id: 'ttft-p90',
    section: 'load',
    question: {
      en: 'What was the p90 of the time to the first token under load with one replica, in seconds? Read it where the line is flat.',
      zh: '只有一个副本承受负载时，首个 token 延迟的 p90 是多少秒？请读曲线平稳部分的值。',
    },
    look: "plot(await charts.firstToken({ last: '1h' }))",
    explanation: {
      en: 'Nearly all of it is the wait in the queue: a request that finds no queue gets its first token in less than a second.',
      zh: '几乎全部是排队时间：没有队列时，首个 token 不到一秒就能返回。',
    },
    kind: number('s', 0.04),
    key: async (session) => {
      const phase = await oneReplica(session);
      const right = phase && (await quantile(0.9, TTFT, phase, session));
      if (right === undefined) return undefined;
      const [p50, p99] = [await quantile(0.5, TTFT, phase!, session), await quantile(0.99, TTFT, phase!, session)];
      return {
        right,
        mistakes: [
          wrong(p50, 'That is the p50: half of the requests waited longer.', '这是 p50：有一半请求等得更久。'),
          wrong(
            p99,
            'That is the p99: one request in a hundred waited longer.',
            '这是 p99：只有百分之一的请求等得更久。',
          ),
        ],
      };
    },
  },
  {
    id: 'itl-p50',
    section: 'load',
    question: {
      en: 'What was the p50 of the inter-token latency under load with one replica, in milliseconds?',
      zh: '只有一个副本承受负载时，token 间延迟的 p50 是多少毫秒？',
    },
    look: "plot(await charts.interToken({ last: '1h' }))",
    explanation: {
      en: 'A request that runs is fast even under full load. Users feel the queue, not the chips.',
      zh: '即使满负载，已开始运行的请求仍然很快。用户感受到的慢来自排队，而不是芯片。',
    },
    kind: number('ms', 0.15),
    key: async (session) => {
      const phase = await oneReplica(session);
      const seconds = phase && (await quantile(0.5, ITL, phase, session));
      return seconds === undefined ? undefined : { right: seconds * 1000 };
    },
  },
  {
    id: 'cache-peak',
    section: 'metrics',
    question: {
      en: 'How much of the KV cache of the first replica was in use at most, in percent?',
      zh: '第一个副本的 KV 缓存使用率最高是百分之多少？',
    },
    look: "plot(await charts.cache({ last: '1h' }))",
    explanation: {
      en: 'The queue was long and the cache far from full: an autoscaler on the cache with a high target would not have noticed.',
      zh: '队列已经很长，缓存却远未用满：如果按缓存扩缩而目标又定得高，自动扩缩器不会有反应。',
    },
    kind: number('%', 0.15),
    key: async (session) => {
      const phase = await oneReplica(session);
      const right = phase && (await cachePeak(phase, session));
      return right === undefined ? undefined : { right };
    },
  },
  {
    id: 'tokens-one-replica',
    section: 'load',
    question: {
      en: 'How many tokens a second did the first replica generate under load?',
      zh: '负载下，第一个副本每秒生成多少个 token？',
    },
    look: "plot(await charts.tokens({ last: '1h' }))",
    explanation: {
      en: 'More requests do not raise it: all running requests already share the chips. A second replica does.',
      zh: '请求再多也不会提高：正在运行的请求已经占满芯片。增加副本才会提高。',
    },
    kind: number('tokens/s', 0.1),
    key: async (session) => {
      const phase = await oneReplica(session);
      const right = phase && (await tokensPerSecond(phase, session));
      if (right === undefined) return undefined;
      const { running } = peak(phase!.moments);
      return {
        right,
        mistakes: [
          wrong(2 * right, 'That is both replicas together.', '这是两个副本的总和。'),
          wrong(
            right / running,
            'That is one request. The replica runs many at a time.',
            '这是单个请求的速度；副本同时运行很多请求。',
          ),
        ],
      };
    },
  },
];
