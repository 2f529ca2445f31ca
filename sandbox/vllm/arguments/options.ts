export type OptionKind = 'int' | 'size' | 'float' | 'string' | 'flag' | 'list';

/** The arguments that the server acts on, as vLLM's parser names them (`max_num_seqs`). */
export interface ServerArguments {
  readonly model: string;
  readonly served_model_name: readonly string[];
  readonly host: string;
  readonly port: number;
  readonly tensor_parallel_size: number;
  readonly max_model_len: number | undefined;
  readonly max_num_batched_tokens: number | undefined;
  readonly max_num_seqs: number | undefined;
  readonly gpu_memory_utilization: number | undefined;
  readonly num_gpu_blocks_override: number | undefined;
  readonly block_size: number | undefined;
  readonly enable_prefix_caching: boolean;
  readonly async_scheduling: boolean | undefined;
  readonly download_dir: string | undefined;
  readonly load_format: string;
  readonly api_key: readonly string[];
  readonly chat_template: string | undefined;
  readonly enable_request_id_headers: boolean;
  readonly enable_prompt_tokens_details: boolean;
  readonly enable_force_include_usage: boolean;
  readonly disable_fastapi_docs: boolean;
  readonly disable_log_stats: boolean;
  readonly disable_uvicorn_access_log: boolean;
  readonly uvicorn_log_level: string;
}

export const DEFAULTS: ServerArguments = {
  model: 'Qwen/Qwen3-0.6B',
  served_model_name: [],
  host: '0.0.0.0',
  port: 8000,
  tensor_parallel_size: 1,
  max_model_len: undefined,
  max_num_batched_tokens: undefined,
  max_num_seqs: undefined,
  gpu_memory_utilization: undefined,
  num_gpu_blocks_override: undefined,
  block_size: undefined,
  enable_prefix_caching: true,
  async_scheduling: undefined,
  download_dir: undefined,
  load_format: 'auto',
  api_key: [],
  chat_template: undefined,
  enable_request_id_headers: false,
  enable_prompt_tokens_details: false,
  enable_force_include_usage: false,
  disable_fastapi_docs: false,
  disable_log_stats: false,
  disable_uvicorn_access_log: false,
  uvicorn_log_level: 'info',
};

/** Every option that is understood. Those that `ServerArguments` does not have are accepted and change nothing here. */
export const OPTIONS: ReadonlyMap<string, OptionKind> = new Map<string, OptionKind>([
  ...kind('string', 'model host download-dir load-format chat-template uvicorn-log-level'),
  ...kind('int', 'port tensor-parallel-size max-num-seqs num-gpu-blocks-override block-size'),
  ...kind('size', 'max-model-len max-num-batched-tokens'),
  ...kind('float', 'gpu-memory-utilization'),
  ...kind('list', 'served-model-name api-key'),
  ...kind('flag', 'enable-prefix-caching async-scheduling enable-request-id-headers enable-prompt-tokens-details'),
  ...kind('flag', 'enable-force-include-usage disable-fastapi-docs disable-log-stats disable-uvicorn-access-log'),
  ...kind('string', 'dtype tokenizer tokenizer-mode revision tokenizer-revision kv-cache-dtype device task runner'),
  ...kind('string', 'distributed-executor-backend quantization generation-config hf-token config-format hf-overrides'),
  ...kind('string', 'override-generation-config compilation-config additional-config model-impl scheduling-policy'),
  ...kind('string', 'root-path tool-call-parser reasoning-parser response-role prefix-caching-hash-algo'),
  ...kind('string', 'show-hidden-metrics-for-version kv-transfer-config speculative-config limit-mm-per-prompt'),
  ...kind('string', 'chat-template-content-format model-loader-extra-config hf-config-path tokenizer-pool-type'),
  ...kind(
    'int',
    'seed pipeline-parallel-size data-parallel-size max-logprobs api-server-count long-prefill-token-threshold',
  ),
  ...kind('int', 'max-num-partial-prefills max-long-partial-prefills num-scheduler-steps max-log-len stream-interval'),
  ...kind('int', 'max-parallel-loading-workers max-seq-len-to-capture h11-max-header-count'),
  ...kind('float', 'swap-space cpu-offload-gb'),
  ...kind('flag', 'trust-remote-code enforce-eager enable-chunked-prefill disable-log-requests enable-log-requests'),
  ...kind('flag', 'enable-auto-tool-choice enable-server-load-tracking skip-tokenizer-init enable-lora headless'),
  ...kind('flag', 'disable-frontend-multiprocessing disable-sliding-window disable-cascade-attn log-error-stack'),
  ...kind('flag', 'enable-log-outputs return-tokens-as-token-ids enable-expert-parallel disable-custom-all-reduce'),
]);

export const SHORT: ReadonlyMap<string, string> = new Map([
  ['-tp', '--tensor-parallel-size'],
  ['-pp', '--pipeline-parallel-size'],
  ['-dp', '--data-parallel-size'],
  ['-q', '--quantization'],
  ['-O', '--compilation-config'],
  ['-sc', '--speculative-config'],
]);

function kind(name: OptionKind, options: string): [string, OptionKind][] {
  return options.split(' ').map((option) => [option, name]);
}
