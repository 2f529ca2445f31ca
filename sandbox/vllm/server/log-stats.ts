import type { Clock, Timer } from '../../core/clock.ts';
import type { EngineStats } from '../engine/stats.ts';

/** VLLM_LOG_STATS_INTERVAL (ms). */
const INTERVAL = 10_000;
/** The prefix cache's hit rate covers so many requests. */
const RECENT_REQUESTS = 1000;

interface Reading {
  readonly at: number;
  readonly prompt: number;
  readonly generation: number;
  readonly preemptions: number;
}

/**
 * The periodic line of throughput and load. Real vLLM logs it every ten seconds and hides it while nothing happens; here
 * the timer itself ends when two intervals passed without a token, and `wake` starts it again.
 */
export class LogStats {
  readonly #clock: Clock;
  readonly #stats: EngineStats;
  readonly #log: (text: string, at: number) => void;
  readonly #origin: number;
  #timer: Timer | undefined;
  #last: Reading;
  #wasIdle = true;
  #prefix: { queries: number; hits: number; requests: number }[] = [];

  constructor(clock: Clock, stats: EngineStats, log: (text: string, at: number) => void) {
    this.#clock = clock;
    this.#stats = stats;
    this.#log = log;
    this.#origin = clock.now();
    this.#last = this.#read(clock.now());
  }

  /** The engine has work. */
  wake(): void {
    if (this.#timer) return;
    const now = this.#clock.now();
    const began = now - ((now - this.#origin) % INTERVAL);
    this.#last = this.#read(began);
    this.#arm(began + INTERVAL - now);
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #arm(delay: number): void {
    this.#timer = this.#clock.setTimeout(() => this.#tick(), delay);
  }

  #tick(): void {
    this.#timer = undefined;
    const stats = this.#stats;
    const now = this.#read(this.#clock.now());
    const seconds = (now.at - this.#last.at) / 1000;
    const prompt = (now.prompt - this.#last.prompt) / seconds;
    const generation = (now.generation - this.#last.generation) / seconds;
    const preemptions = now.preemptions - this.#last.preemptions;
    this.#last = now;
    const idle = prompt === 0 && generation === 0;
    if (idle && this.#wasIdle && stats.running + stats.waiting === 0) return;
    this.#wasIdle = idle;
    const parts = [
      `Avg prompt throughput: ${prompt.toFixed(1)} tokens/s`,
      `Avg generation throughput: ${generation.toFixed(1)} tokens/s`,
      `Running: ${stats.running} reqs`,
      `Waiting: ${stats.waiting} reqs`,
      ...(preemptions > 0 ? [`Preemptions: ${preemptions}`] : []),
      `GPU KV cache usage: ${(stats.kvCacheUsage * 100).toFixed(1)}%`,
      `Prefix cache hit rate: ${(this.#hitRate() * 100).toFixed(1)}%`,
    ];
    this.#log(`Engine 000: ${parts.join(', ')}`, now.at);
    this.#arm(INTERVAL);
  }

  #read(at: number): Reading {
    const { promptTokens, cachedPromptTokens, generationTokens, preemptions } = this.#stats;
    return { at, prompt: promptTokens - cachedPromptTokens, generation: generationTokens, preemptions };
  }

  /** Over the intervals that hold the last thousand requests. */
  #hitRate(): number {
    const { prefixQueries, prefixHits, timeToFirstToken } = this.#stats;
    const now = { queries: prefixQueries, hits: prefixHits, requests: timeToFirstToken.count };
    this.#prefix.push(now);
    while (this.#prefix.length > 1 && now.requests - this.#prefix[1]!.requests >= RECENT_REQUESTS) this.#prefix.shift();
    const from = now.requests > RECENT_REQUESTS ? this.#prefix[0]! : { queries: 0, hits: 0 };
    const queries = now.queries - from.queries;
    return queries > 0 ? (now.hits - from.hits) / queries : 0;
  }
}
