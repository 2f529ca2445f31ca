import type { Histogram } from '../engine/histogram.ts';
import type { EngineStats } from '../engine/stats.ts';

type Read<T> = (stats: EngineStats) => T;
type Values = number | Readonly<Record<string, number>>;

/** One `vllm:` family: when it was there, and what it shows. Several values are told apart by the label `by`. */
export interface Family {
  /** Without `vllm:` and, for a counter, without `_total`. */
  readonly name: string;
  readonly help: string;
  readonly since?: string;
  /** The first version without it. */
  readonly until?: string;
  readonly by?: string;
  readonly gauge?: Read<Values>;
  readonly counter?: Read<Values>;
  readonly histogram?: Read<Histogram>;
}

const none = (): number => 0;

/** In the order in which vLLM registers them (vllm/v1/metrics/loggers.py), which is the order of the page. */
export const FAMILIES: readonly Family[] = [
  {
    name: 'num_requests_running',
    help: 'Number of requests in model execution batches.',
    gauge: (s) => s.running,
  },
  {
    name: 'num_requests_waiting',
    help: 'Number of requests waiting to be processed.',
    gauge: (s) => s.waiting,
  },
  {
    name: 'num_requests_waiting_by_reason',
    help: "Number of waiting requests by reason. Reason labels: 'capacity' = waiting for scheduling capacity; 'deferred' = deferred by transient constraints (LoRA budget, KV transfer, blocked status). Sum of all reasons equals vllm:num_requests_waiting.",
    since: '0.20.0',
    by: 'reason',
    gauge: (s) => ({ capacity: s.waiting, deferred: 0 }),
  },
  {
    name: 'engine_sleep_state',
    help: 'Engine sleep state; awake = 0 means engine is sleeping; awake = 1 means engine is awake; weights_offloaded = 1 means sleep level 1; discard_all = 1 means sleep level 2.',
    since: '0.11.1',
    by: 'sleep_state',
    gauge: () => ({ awake: 1, weights_offloaded: 0, discard_all: 0 }),
  },
  {
    name: 'gpu_cache_usage_perc',
    help: 'GPU KV-cache usage. 1 means 100 percent usage.',
    until: '0.11.0',
    gauge: (s) => s.kvCacheUsage,
  },
  {
    name: 'gpu_prefix_cache_queries',
    help: 'GPU prefix cache queries, in terms of number of queried blocks.',
    until: '0.11.0',
    counter: (s) => s.prefixQueries,
  },
  {
    name: 'gpu_prefix_cache_hits',
    help: 'GPU prefix cache hits, in terms of number of cached blocks.',
    until: '0.11.0',
    counter: (s) => s.prefixHits,
  },
  {
    name: 'kv_cache_usage_perc',
    help: 'KV-cache usage. 1 means 100 percent usage.',
    since: '0.9.2',
    gauge: (s) => s.kvCacheUsage,
  },
  {
    name: 'prefix_cache_queries',
    help: 'Prefix cache queries, in terms of number of queried tokens.',
    since: '0.9.2',
    counter: (s) => s.prefixQueries,
  },
  {
    name: 'prefix_cache_hits',
    help: 'Prefix cache hits, in terms of number of cached tokens.',
    since: '0.9.2',
    counter: (s) => s.prefixHits,
  },
  {
    name: 'external_prefix_cache_queries',
    help: 'External prefix cache queries from KV connector cross-instance cache sharing, in terms of number of queried tokens.',
    since: '0.11.1',
    counter: none,
  },
  {
    name: 'external_prefix_cache_hits',
    help: 'External prefix cache hits from KV connector cross-instance cache sharing, in terms of number of cached tokens.',
    since: '0.11.1',
    counter: none,
  },
  {
    name: 'mm_cache_queries',
    help: 'Multi-modal cache queries, in terms of number of queried items.',
    since: '0.11.1',
    counter: none,
  },
  {
    name: 'mm_cache_hits',
    help: 'Multi-modal cache hits, in terms of number of cached items.',
    since: '0.11.1',
    counter: none,
  },
  {
    name: 'num_preemptions',
    help: 'Cumulative number of preemption from the engine.',
    counter: (s) => s.preemptions,
  },
  {
    name: 'prompt_tokens',
    help: 'Number of prefill tokens processed.',
    counter: (s) => s.promptTokens,
  },
  {
    name: 'prompt_tokens_by_source',
    help: 'Number of prompt tokens by source.',
    since: '0.16.0',
    by: 'source',
    counter: (s) => ({
      local_compute: s.promptTokens - s.cachedPromptTokens,
      local_cache_hit: s.cachedPromptTokens,
      external_kv_transfer: 0,
    }),
  },
  {
    name: 'prompt_tokens_cached',
    help: 'Number of cached prompt tokens (local + external).',
    since: '0.16.0',
    counter: (s) => s.cachedPromptTokens,
  },
  {
    name: 'generation_tokens',
    help: 'Number of generation tokens processed.',
    counter: (s) => s.generationTokens,
  },
  {
    name: 'request_success',
    help: 'Count of successfully processed requests.',
    by: 'finished_reason',
    counter: (s) => s.finished,
  },
  {
    name: 'request_prompt_tokens',
    help: 'Number of prefill tokens processed.',
    histogram: (s) => s.requestPromptTokens,
  },
  {
    name: 'request_generation_tokens',
    help: 'Number of generation tokens processed.',
    histogram: (s) => s.requestGenerationTokens,
  },
  {
    name: 'iteration_tokens_total',
    help: 'Histogram of number of tokens per engine_step.',
    histogram: (s) => s.iterationTokens,
  },
  {
    name: 'request_max_num_generation_tokens',
    help: 'Histogram of maximum number of requested generation tokens.',
    histogram: (s) => s.requestMaxGenerationTokens,
  },
  {
    name: 'request_params_n',
    help: 'Histogram of the n request parameter.',
    histogram: (s) => s.requestN,
  },
  {
    name: 'request_params_max_tokens',
    help: 'Histogram of the max_tokens request parameter.',
    histogram: (s) => s.requestMaxTokens,
  },
  {
    name: 'time_to_first_token_seconds',
    help: 'Histogram of time to first token in seconds.',
    histogram: (s) => s.timeToFirstToken,
  },
  {
    name: 'time_per_output_token_seconds',
    help: 'Histogram of time per output token in seconds.',
    until: '0.12.0',
    histogram: (s) => s.interTokenLatency,
  },
  {
    name: 'inter_token_latency_seconds',
    help: 'Histogram of inter-token latency in seconds.',
    since: '0.11.0',
    histogram: (s) => s.interTokenLatency,
  },
  {
    name: 'request_time_per_output_token_seconds',
    help: 'Histogram of time_per_output_token_seconds per request.',
    since: '0.11.0',
    histogram: (s) => s.timePerOutputToken,
  },
  {
    name: 'e2e_request_latency_seconds',
    help: 'Histogram of e2e request latency in seconds.',
    histogram: (s) => s.e2eLatency,
  },
  {
    name: 'request_queue_time_seconds',
    help: 'Histogram of time spent in WAITING phase for request.',
    histogram: (s) => s.queueTime,
  },
  {
    name: 'request_inference_time_seconds',
    help: 'Histogram of time spent in RUNNING phase for request.',
    histogram: (s) => s.inferenceTime,
  },
  {
    name: 'request_prefill_time_seconds',
    help: 'Histogram of time spent in PREFILL phase for request.',
    histogram: (s) => s.prefillTime,
  },
  {
    name: 'request_decode_time_seconds',
    help: 'Histogram of time spent in DECODE phase for request.',
    histogram: (s) => s.decodeTime,
  },
  {
    name: 'request_prefill_kv_computed_tokens',
    help: 'Histogram of new KV tokens computed during prefill (excluding cached tokens).',
    since: '0.13.0',
    histogram: (s) => s.prefillComputedTokens,
  },
];
