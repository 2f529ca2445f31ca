import { Histogram } from './histogram.ts';
import type { FinishReason, Sequence } from './sequence.ts';

/** Upper bounds of the histograms, which changed between versions of vLLM. */
export interface EngineBuckets {
  readonly timeToFirstToken: readonly number[];
  readonly perOutputToken: readonly number[];
  readonly latency: readonly number[];
  readonly tokens: readonly number[];
  readonly iterationTokens: readonly number[];
}

/** What the engine counts: the values behind /metrics and the periodic log line. Times are in seconds. */
export class EngineStats {
  /** Gauges: as they were at the end of the last step. */
  running = 0;
  waiting = 0;
  kvCacheUsage = 0;

  preemptions = 0;
  promptTokens = 0;
  cachedPromptTokens = 0;
  generationTokens = 0;
  prefixQueries = 0;
  prefixHits = 0;
  readonly finished: Record<FinishReason, number> = { stop: 0, length: 0, abort: 0, error: 0, repetition: 0 };

  readonly timeToFirstToken: Histogram;
  readonly interTokenLatency: Histogram;
  readonly timePerOutputToken: Histogram;
  readonly e2eLatency: Histogram;
  readonly queueTime: Histogram;
  readonly inferenceTime: Histogram;
  readonly prefillTime: Histogram;
  readonly decodeTime: Histogram;
  readonly requestPromptTokens: Histogram;
  readonly requestGenerationTokens: Histogram;
  readonly requestMaxGenerationTokens: Histogram;
  readonly requestMaxTokens: Histogram;
  readonly requestN: Histogram;
  readonly prefillComputedTokens: Histogram;
  readonly iterationTokens: Histogram;

  constructor(buckets: EngineBuckets) {
    this.timeToFirstToken = new Histogram(buckets.timeToFirstToken);
    this.interTokenLatency = new Histogram(buckets.perOutputToken);
    this.timePerOutputToken = new Histogram(buckets.perOutputToken);
    this.e2eLatency = new Histogram(buckets.latency);
    this.queueTime = new Histogram(buckets.latency);
    this.inferenceTime = new Histogram(buckets.latency);
    this.prefillTime = new Histogram(buckets.latency);
    this.decodeTime = new Histogram(buckets.latency);
    this.requestPromptTokens = new Histogram(buckets.tokens);
    this.requestGenerationTokens = new Histogram(buckets.tokens);
    this.requestMaxGenerationTokens = new Histogram(buckets.tokens);
    this.requestMaxTokens = new Histogram(buckets.tokens);
    this.requestN = new Histogram([1, 2, 5, 10, 20]);
    this.prefillComputedTokens = new Histogram(buckets.tokens);
    this.iterationTokens = new Histogram(buckets.iterationTokens);
  }

  /** A sequence ended of itself (an aborted one leaves no trace: its client is gone). */
  observeFinished(sequence: Sequence): void {
    const { request, promptLength, cached, arrivedAt, queuedAt, scheduledAt, firstTokenAt, lastTokenAt } = sequence;
    this.finished[request.finishReason]++;
    this.e2eLatency.observe((lastTokenAt - arrivedAt) / 1000);
    this.queueTime.observe((scheduledAt - queuedAt) / 1000);
    this.prefillTime.observe((firstTokenAt - scheduledAt) / 1000);
    this.inferenceTime.observe((lastTokenAt - scheduledAt) / 1000);
    const decode = (lastTokenAt - firstTokenAt) / 1000;
    this.decodeTime.observe(decode);
    this.timePerOutputToken.observe(request.outputLength > 1 ? decode / (request.outputLength - 1) : 0);
    this.requestPromptTokens.observe(promptLength);
    this.requestGenerationTokens.observe(request.outputLength);
    this.prefillComputedTokens.observe(promptLength - cached);
  }

  /** An API request whose every sequence has finished. */
  observeRequest(params: { readonly n: number; readonly maxTokens: number; readonly longest: number }): void {
    this.requestN.observe(params.n);
    this.requestMaxTokens.observe(params.maxTokens, params.n);
    this.requestMaxGenerationTokens.observe(params.longest);
  }
}
