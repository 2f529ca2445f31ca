import { TPU_SHAPES } from '../../../runbook/tutorial/names.ts';
import { number, type Question, wrong } from '../question.ts';
import { cachePeak, quantile, TTFT } from '../run/figures.ts';
import { firstThatWaits, STAIRS, theLoad, tokensWith, waitingIn } from '../run/stairs.ts';

const REQUESTS = "plot(await charts.requests({ last: '1h' }))";
const TOKENS = "plot(await charts.tokens({ last: '1h' }))";

/** 03-explore: the traffic in steps. */
export const stairs: readonly Question[] = [
  {
    id: 'first-queue',
    section: 'shapes',
    question: {
      en: 'With which number of loops did requests wait for the first time?',
      zh: '循环数为多少时，第一次出现等待的请求？',
    },
    look: REQUESTS,
    explanation: {
      en: 'The first number above --max-num-seqs. Below it the autoscaler on the queue sees nothing at all.',
      zh: '第一个超过 --max-num-seqs 的数。低于它时，基于队列的自动扩缩器什么也看不到。',
    },
    kind: { type: 'choice', options: STAIRS.map(String) },
    key: async (session) => {
      const right = await firstThatWaits(session);
      return right === undefined ? undefined : { right: String(right) };
    },
  },
  {
    id: 'waiting-160',
    section: 'shapes',
    question: { en: 'How many requests waited with 160 loops?', zh: '160 个循环时，有多少个请求在等待？' },
    look: REQUESTS,
    explanation: {
      en: 'The loops without those that run. More loops only make the queue longer.',
      zh: '循环数减去正在运行的请求数。循环再多，只会让队列更长。',
    },
    kind: number('requests', 0.1),
    key: async (session) => {
      const right = await waitingIn(160, session);
      if (right === undefined) return undefined;
      return {
        right,
        mistakes: [
          wrong(160, 'That is every request. Most of them run.', '这是全部请求，大部分正在运行。'),
          wrong(
            160 - right,
            'Those requests run. The question is about those that wait.',
            '这些请求正在运行；题目问的是等待的请求。',
          ),
        ],
      };
    },
  },
  {
    id: 'tokens-32',
    section: 'shapes',
    question: {
      en: 'How many tokens a second did the server generate with 32 loops?',
      zh: '32 个循环时，服务器每秒生成多少个 token？',
    },
    look: TOKENS,
    explanation: {
      en: 'The chips read all weights for each step, for 32 requests as for 128. Few requests leave them idle most of the time.',
      zh: '芯片每一步都要读取全部权重，32 个请求和 128 个请求都一样；请求太少，算力大部分时间闲置。',
    },
    kind: number('tokens/s', 0.12),
    key: async (session) => {
      const right = await tokensWith(32, session);
      if (right === undefined) return undefined;
      const { chips } = TPU_SHAPES[session.config.MACHINE_TYPE];
      return {
        right,
        mistakes: [
          wrong(
            right / 32,
            'That is one request. The question is about the server.',
            '这是单个请求的速度；题目问的是整个服务器。',
          ),
          wrong(
            right / chips,
            'That is one chip. The question is about the server.',
            '这是单个芯片的速度；题目问的是整个服务器。',
          ),
        ],
      };
    },
  },
  {
    id: 'gain-96',
    section: 'shapes',
    question: {
      en: 'How many times as many tokens a second did the server generate with 96 loops as with 32?',
      zh: '96 个循环时每秒生成的 token 数是 32 个循环时的多少倍？',
    },
    look: TOKENS,
    explanation: {
      en: 'Less than three times: each step with more requests takes a little longer.',
      zh: '不到三倍：请求越多，每一步的耗时也略长。',
    },
    kind: number('times', 0.08),
    key: async (session) => {
      const [few, many] = [await tokensWith(32, session), await tokensWith(96, session)];
      if (few === undefined || many === undefined) return undefined;
      return {
        right: many / few,
        mistakes: [
          wrong(3, 'That is the number of requests, not of tokens.', '这是请求数的倍数，不是 token 数的倍数。'),
        ],
      };
    },
  },
  {
    id: 'tokens-512',
    section: 'shapes',
    question: {
      en: 'How many tokens a second did the server generate with 512 loops?',
      zh: '512 个循环时，服务器每秒生成多少个 token？',
    },
    look: TOKENS,
    explanation: {
      en: 'About as many as with 160 loops: the rest only waits.',
      zh: '与 160 个循环时差不多：多出的请求只是在等待。',
    },
    kind: number('tokens/s', 0.1),
    key: async (session) => {
      const [right, before] = [await tokensWith(512, session), await tokensWith(96, session)];
      if (right === undefined) return undefined;
      const why = ['That is with 96 loops.', '这是 96 个循环时的值。'] as const;
      return { right, mistakes: [wrong(before, ...why)] };
    },
  },
  {
    id: 'ttft-32',
    section: 'shapes',
    question: {
      en: 'What was the p90 of the time to the first token with 32 loops, in milliseconds?',
      zh: '32 个循环时，首个 token 延迟的 p90 是多少毫秒？',
    },
    look: "plot(await charts.firstToken({ last: '1h' }))",
    explanation: {
      en: 'Without a queue the first token takes one pass over a short prompt.',
      zh: '没有队列时，首个 token 只需处理一遍很短的提示。',
    },
    kind: number('ms', 0.3),
    key: async (session) => {
      const phase = await theLoad(32, session);
      const seconds = phase && (await quantile(0.9, TTFT, phase, session));
      return seconds === undefined ? undefined : { right: seconds * 1000 };
    },
  },
  {
    id: 'cache-96',
    section: 'shapes',
    question: {
      en: 'How much of the KV cache was in use at most with 96 loops, in percent?',
      zh: '96 个循环时，KV 缓存使用率最高是百分之多少？',
    },
    look: "plot(await charts.cache({ last: '1h' }))",
    explanation: {
      en: 'The cache shows a load that makes no queue. A target below this value adds a replica before a request waits.',
      zh: '还没有队列时，缓存就能反映负载。目标低于这个值，就会在请求等待之前增加副本。',
    },
    kind: number('%', 0.15),
    key: async (session) => {
      const phase = await theLoad(96, session);
      const right = phase && (await cachePeak(phase, session));
      return right === undefined ? undefined : { right };
    },
  },
];
